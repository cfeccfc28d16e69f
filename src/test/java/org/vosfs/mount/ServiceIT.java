package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

/** The program as mount(8) and systemd run it. */
class ServiceIT {
  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print("bound", flush=True)
      while True:
          print(s.recv(4096).decode().split("\\n")[0], flush=True)
      """;

  @TempDir Path directory;
  private Path mount;
  private DemoServer server;

  @BeforeEach
  void serve() throws IOException {
    Mounted.assumeFuse();
    Assumptions.assumeTrue(
        Files.exists(Vosfs.checkout().resolve("target/vosfs.jar")), "skipped: not packaged yet");
    mount = Files.createDirectory(directory.toRealPath().resolve("vos"));
    server = DemoServer.start(DemoSettings.of(directory.resolve("space"), Profile.VAULT));
  }

  @AfterEach
  void leaveNothing() throws IOException, MountException {
    Vosfs.daemons(mount).forEach(ProcessHandle::destroyForcibly);
    if (MountTable.read().at(mount).isPresent()) {
      Unmounter.unmount(mount, true);
    }
    server.close();
  }

  private String options() {
    return "endpoint=" + server.endpoint() + ",cache-dir=" + directory.resolve("cache");
  }

  private Shell.Result helper(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Vosfs.checkout().resolve("bin/mount.vosfs").toString()));
    command.addAll(List.of(words));
    return Shell.run(directory, command);
  }

  @Test
  void theHelperOfMountTakesWhatMountAndFstabGive() throws Exception {
    String words = "rw,noexec,_netdev,user=root,x-systemd.automount," + options();
    assertThat(helper("vos:", mount.toString(), "-f", "-o", words).ok()).isEmpty();
    assertThat(MountTable.read().at(mount)).as("-f mounts nothing").isEmpty();
    assertThat(helper("vos:", mount.toString(), "-s", "-v", "-o", words).ok()).isEmpty();
    assertThat(mount.resolve("demo")).isDirectory();
    Shell.Result again = helper("vos:", mount.toString(), "-o", words);
    assertThat(again.code()).isEqualTo(32);
    assertThat(again.output()).contains("already holds a mount of vos:").hasLineCount(1);
    assertThat(helper("vos:").code()).isEqualTo(1);
    assertThat(new Vosfs(directory).run("umount", mount.toString()).code()).isZero();
  }

  @Test
  void systemdHearsThatTheMountIsReadyAliveAndEnding() throws Exception {
    Path socket = directory.resolve("notify");
    Process receiver = new ProcessBuilder("python3", "-c", RECEIVER, socket.toString()).start();
    Process program = null;
    try (BufferedReader told =
        new BufferedReader(
            new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(told.readLine()).isEqualTo("bound");
      ProcessBuilder builder =
          new ProcessBuilder(
              Vosfs.launcher().toString(),
              "mount",
              "-f",
              "vos:",
              mount.toString(),
              "-o",
              options());
      builder.environment().put("NOTIFY_SOCKET", socket.toString());
      builder.environment().put("JOURNAL_STREAM", "1:2");
      builder.redirectError(directory.resolve("errors").toFile());
      program = builder.start();
      assertThat(told.readLine()).isEqualTo("READY=1");
      assertThat(MountTable.read().at(mount)).as("ready means mounted").isPresent();
      assertThat(told.readLine()).isEqualTo("WATCHDOG=1");
      Files.writeString(mount.resolve("demo/file"), "text");
      program.destroy(); // SIGTERM
      assertThat(told.readLine()).isEqualTo("STOPPING=1");
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(MountTable.read().at(mount)).isEmpty();
      assertThat(Files.readString(directory.resolve("errors"))).matches("(?s)(<[3-7]>[^\n]*\n)*");
    } finally {
      receiver.destroyForcibly().waitFor();
      if (program != null) {
        program.destroyForcibly().waitFor();
      }
    }
  }
}
