package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.ServerProcess;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Tree;
import org.vosfs.testing.Vosfs;

/** The server's process or our own is killed while a mount is in use; then it comes back. */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
class OutageIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** The deadline, and what a busy machine adds to it. */
  private static final Duration PATIENCE = DEADLINE.plusSeconds(10);

  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;
  private ServerProcess server;
  private CliMount mount;
  private Path home;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    Path real = directory.toRealPath();
    Vosfs program = new Vosfs(Files.createDirectories(real.resolve("user")));
    server = ServerProcess.start(program, real.resolve("space"), profile);
    mount = new CliMount(program, real, server.endpoint());
    mount.option("deadline=" + DEADLINE.toSeconds() + "s");
    home = mount.root().resolve(profile.home(DemoSettings.SINGLE_USER).substring(1));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    try (ServerProcess last = server;
        CliMount first = mount) {
      assertThat(last).isNotNull();
      assertThat(first).isNotNull();
    }
  }

  private Shell.Result sh(String script) throws IOException, InterruptedException {
    return mount.sh(home, script);
  }

  /** What is on the server's disk; ends the server. */
  private SortedMap<String, String> truth() throws IOException, InterruptedException {
    server.close();
    try (DemoServer look = DemoServer.start(DemoSettings.of(server.root(), profile))) {
      return Tree.onServer(look.space(), profile.home(DemoSettings.SINGLE_USER));
    }
  }

  /** Must fail with EIO, within the deadline. */
  private void failsInTime(String script) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Shell.Result result = mount.sh(home, script);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(result.code()).as(script + ": " + result).isNotZero();
    assertThat(result.output()).as(script).contains("Input/output error");
    assertThat(took).as(script).isLessThan(PATIENCE);
  }

  /** Two files of which one is read, and a directory of which nobody has seen the inside. */
  private void someKnownSomeNot() throws IOException, InterruptedException {
    mount.option("ttl=10m");
    mount.mount();
    sh("seq 50000 > known; seq 60000 > unknown; mkdir d; echo inside > d/inside").ok();
    mount.remountCold();
    sh("ls -l; cat known > /dev/null").ok();
  }

  @Test
  void cachedContentStaysReadableAndTheRestFailsInTime() throws Exception {
    someKnownSomeNot();
    server.kill();
    assertThat(sh("seq 50000 | cmp - known; stat -c %s known unknown").ok())
        .isEqualTo("288894\n348894");
    failsInTime("cat unknown");
    failsInTime("ls d");
    failsInTime("cat d/inside");
    failsInTime("mkdir new");
    failsInTime("rm known");
    failsInTime("mv known renamed");
    assertThat(sh("seq 50000 | cmp - known; tail -n 1 known").ok()).isEqualTo("50000");
    server.restart();
    assertThat(sh("seq 60000 | cmp - unknown; cat d/inside; mkdir new; rmdir new; ls").ok())
        .isEqualTo("inside\nd\nknown\nunknown");
    mount.umount();
  }

  @Test
  void whatWaitsForTheServerCanBeKilled() throws Exception {
    someKnownSomeNot();
    server.kill();
    Process reader =
        new ProcessBuilder("cat", home.resolve("unknown").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(reader.waitFor(200, TimeUnit.MILLISECONDS))
        .as("waits or has failed")
        .isIn(true, false);
    reader.destroyForcibly();
    assertThat(reader.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the killed reader has ended")
        .isTrue();
    server.restart();
    sh("seq 60000 | cmp - unknown").ok();
    mount.umount();
  }

  @Test
  void whatIsWrittenDuringAnOutageArrivesWhenTheServerIsBack() throws Exception {
    someKnownSomeNot();
    server.kill();
    sh("seq 70000 > written; printf more >> known; grep -q 69999 written").ok();
    server.restart();
    mount.umount();
    assertThat(truth())
        .containsEntry("written", described(70000, ""))
        .containsEntry("known", described(50000, "more"));
  }

  @Test
  void umountWithATimeoutTellsWhatIsNotSentAndTheNextMountSendsIt() throws Exception {
    someKnownSomeNot();
    server.kill();
    sh("seq 70000 > written; printf more >> known").ok();
    Shell.Result sync = mount.vosfs("sync", mount.root().toString(), "--timeout", "3");
    assertThat(sync.output()).contains("not uploaded so far: ", "connection refused");
    assertThat(mount.vosfs("status", mount.root().toString()).ok())
        .containsPattern(" away +since .*connection refused; last asked");
    Shell.Result result = mount.tryUmount("--timeout", "2");
    assertThat(result.code()).as(result.toString()).isEqualTo(3);
    assertThat(result.errors().lines())
        .singleElement()
        .asString()
        .startsWith("vosfs: 2 files")
        .contains("not uploaded (", "connection refused");
    assertThat(mount.isMounted()).isFalse();
    assertThat(mount.daemons()).isEmpty();
    server.restart();
    mount.mount();
    assertThat(sh("seq 70000 | cmp - written; tail -c 4 known").ok()).isEqualTo("more");
    mount.umount();
    assertThat(truth())
        .containsEntry("written", described(70000, ""))
        .containsEntry("known", described(50000, "more"))
        .hasSize(5);
  }

  @Test
  void everythingAcknowledgedArrivesAfterTheMountIsKilled() throws Exception {
    mount.option("quiet=10m");
    someKnownSomeNot();
    sh("""
            for i in $(seq 30); do echo "content $i" > new$i; done; mkdir e; seq 1000 > e/f
            printf more >> known; printf X | dd of=unknown conv=notrunc status=none
            mv new30 e/moved; rm new29; ln -s new1 link""")
        .ok();
    mount.kill();
    Shell.Result dead = mount.sh(directory, "ls '" + home + "'");
    assertThat(dead.code()).isNotZero();
    assertThat(mount.isMounted()).as("the kernel keeps the dead mount").isTrue();
    mount.mount();
    assertThat(sh("cat new28 e/moved; tail -c 4 known; seq 1000 | cmp - e/f").ok())
        .isEqualTo("content 28\ncontent 30\nmore");
    SortedMap<String, String> shown = Tree.below(home);
    mount.umount();
    assertThat(shown).hasSize(28 + 1 + 2 + 1 + 4).doesNotContainKey("new29").containsKey("e/moved");
    assertThat(truth()).isEqualTo(shown).containsEntry("known", described(50000, "more"));
  }

  @Test
  void umountOfADeadMountClearsItAndSaysSo() throws Exception {
    mount.option("quiet=10m");
    mount.mount();
    sh("echo pending > pending").ok();
    mount.kill();
    Shell.Result result = mount.tryUmount();
    assertThat(result.code()).as(result.toString()).isEqualTo(4);
    assertThat(result.errors().lines()).hasSize(1);
    assertThat(mount.isMounted()).isFalse();
    mount.mount();
    assertThat(sh("cat pending").ok()).isEqualTo("pending");
    mount.umount();
    assertThat(truth()).containsOnlyKeys("pending");
  }

  /** As {@link Tree} describes {@code seq COUNT} followed by some text. */
  private String described(int count, String end) throws IOException, InterruptedException {
    Path file = directory.resolve("expected");
    Shell.run(
            directory,
            List.of("bash", "-c", "(seq " + count + "; printf '" + end + "') > expected"))
        .ok();
    return "file " + Files.size(file) + " " + Tree.md5(file);
  }
}
