package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountTable;
import org.vosfs.fuse.Unmounter;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/** The launcher and the commands as a user runs them, against the embedded server. */
class LauncherIT {
  private static final Path HOME = Path.of(System.getProperty("vosfs.home", "")).toAbsolutePath();

  @TempDir Path directory;
  private Path mount;
  private DemoServer server;

  @BeforeEach
  void serve() throws IOException {
    Mounted.assumeFuse();
    Assumptions.assumeTrue(
        Files.exists(HOME.resolve("target/vosfs.jar")), "skipped: not packaged yet");
    mount = Files.createDirectory(directory.resolve("vos é"));
    server = DemoServer.start(DemoSettings.of(directory.resolve("space"), Profile.VAULT));
  }

  @AfterEach
  void leaveNothingMounted() throws IOException, MountException {
    boolean left = MountTable.read().at(mount.toRealPath()).isPresent();
    if (left) {
      Vosfs.daemons(mount.toRealPath()).forEach(ProcessHandle::destroyForcibly);
      Unmounter.unmount(mount.toRealPath(), true);
    }
    server.close();
    assertThat(left).as("left mounted").isFalse();
  }

  private Shell.Result vosfs(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/vosfs").toString()));
    command.addAll(List.of(words));
    return Shell.run(directory, command);
  }

  private Shell.Result mount(String space, String... more)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("mount", space, mount.toString(), "-o"));
    words.add("endpoint=" + server.endpoint() + ",cache-dir=" + directory.resolve("cache"));
    words.addAll(List.of(more));
    return vosfs(words.toArray(String[]::new));
  }

  /** Gives what is seen there. */
  private String mountOnATerminal() throws IOException, InterruptedException {
    String line =
        "'%s' mount vos:demo '%s' -o page=0,metrics=0,endpoint=%s,cache-dir='%s'"
            .formatted(
                HOME.resolve("bin/vosfs"), mount, server.endpoint(), directory.resolve("cache"));
    return Shell.run(directory, List.of("script", "-qec", line, "/dev/null")).ok();
  }

  private long pid() throws IOException, InterruptedException {
    String status = vosfs("status", mount.toString(), "--json").ok();
    return new ObjectMapper().readTree(status).path("mounts").path(0).path("pid").asLong();
  }

  private void kill() throws Exception {
    ProcessHandle daemon = ProcessHandle.of(pid()).orElseThrow();
    daemon.destroyForcibly();
    daemon.onExit().get(10, TimeUnit.SECONDS);
  }

  @Test
  void mountInTheBackgroundIsReadyWhenItReturnsAndLeavesNoTrace() throws Exception {
    assertThat(mount("vos:").ok()).isEmpty();
    ProcessHandle daemon = ProcessHandle.of(pid()).orElseThrow();
    Files.writeString(mount.resolve("demo/file"), "content");
    assertThat(Files.readString(mount.resolve("demo/file"))).isEqualTo("content");
    assertThat(vosfs("status").ok()).contains("vos: on " + mount);
    assertThat(vosfs("umount", mount.toString()).code()).isZero();
    assertThat(daemon.isAlive()).isFalse();
    assertThat(server.space().read("/demo/file")).asString().isEqualTo("content");
    assertThat(vosfs("status", mount.toString()).output())
        .isEqualTo("nothing is mounted at " + mount);
  }

  @Test
  void nativeLibrariesComeFromTheInstallation() throws Exception {
    mount("vos:").ok();
    String maps = Files.readString(Path.of("/proc/" + pid() + "/maps"));
    vosfs("umount", mount.toString()).ok();
    assertThat(maps.lines().filter(line -> line.contains("libjffi") || line.contains("sqlitejdbc")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("/target/native/"));
  }

  @Test
  void aSubPathIsTheTop() throws Exception {
    server.space().mkdirs("/demo/run1");
    server.space().put("/demo/run1/a", new byte[] {1});
    mount("vos:demo/run1", "-o", "ro").ok();
    assertThat(Shell.run(mount, List.of("ls")).ok()).isEqualTo("a");
    assertThat(Shell.run(mount, List.of("touch", "b")).output()).contains("Read-only file system");
    vosfs("umount", mount.toString()).ok();
  }

  @Test
  void whatCannotBeMountedIsOneLineAndNotZero() throws Exception {
    List<Shell.Result> results =
        List.of(
            mount("vos:nothere"),
            mount("nonsense"),
            mount("vos:", "-o", "ttl=never"),
            vosfs(
                "mount",
                "vos:",
                directory.resolve("absent").toString(),
                "-o",
                "endpoint=http://127.0.0.1:1/x"),
            vosfs("mount", "vos:", mount.toString(), "-o", "endpoint=http://127.0.0.1:1/x"),
            vosfs("umount", mount.toString()));
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.code()).isEqualTo(1);
              assertThat(result.output()).startsWith("vosfs: ").hasLineCount(1);
            });
    assertThat(vosfs("mont").output()).endsWith("did you mean mount?");
    assertThat(vosfs("mont").code()).isEqualTo(2);
  }

  /** Five times in a row at length; the dead one is in use by somebody whose directory it is. */
  @Test
  void aDeadMountIsClearedByTheNextOne() throws Exception {
    mount("vos:demo").ok();
    for (int i = 0; i < (Boolean.getBoolean("vosfs.full") ? 5 : 1); i++) {
      Process inside = new ProcessBuilder("sleep", "1000").directory(mount.toFile()).start();
      try {
        kill();
        assertThat(mount("vos:demo").ok()).isEmpty();
      } finally {
        inside.destroyForcibly();
      }
      Files.writeString(mount.resolve("alive" + i), "yes");
    }
    vosfs("umount", mount.toString()).ok();
    assertThat(server.space().exists("/demo/alive0")).isTrue();
  }

  @Test
  void umountOfADeadMountSaysSo() throws Exception {
    assertThat(mountOnATerminal())
        .contains(
            "vosfs: note: a page to look at is at http://127.0.0.1:",
            "vosfs: note: figures for Prometheus are at http://127.0.0.1:");
    kill();
    Shell.Result status = vosfs("status", mount.toString());
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.output()).contains("has died", "vosfs umount " + mount).hasLineCount(1);
    assertThat(vosfs("doctor").output()).contains(mount + " is dead");
    Shell.Result result = vosfs("umount", mount.toString());
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.output()).contains("had died").hasLineCount(1);
  }

  @Test
  void whatIsNotUploadedInTimeStaysAndIsTold() throws Exception {
    mount("vos:demo").ok();
    Files.writeString(mount.resolve("first"), "x");
    server.pause();
    Files.writeString(mount.resolve("first"), "later");
    Shell.Result result = vosfs("umount", mount.toString(), "--timeout", "3");
    assertThat(result.code()).as(result.output()).isEqualTo(3);
    assertThat(result.output())
        .contains("1 file (5 B) not uploaded (cannot reach http://127.0.0.1:")
        .contains("; kept in " + directory);
    server.resume();
    mount("vos:demo").ok();
    assertThat(Files.readString(mount.resolve("first"))).isEqualTo("later");
    vosfs("umount", mount.toString()).ok();
    assertThat(server.space().read("/demo/first")).asString().isEqualTo("later");
  }
}
