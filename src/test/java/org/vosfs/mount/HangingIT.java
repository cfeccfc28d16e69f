package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Statement;

/**
 * The service does not answer for one name, for as long as the test wants. What uses that name
 * waits; everything else goes on, in the same directory as well, and the waiting ones succeed once
 * the answer comes. No clock decides: those that must wait are seen to be waiting when the others
 * are done.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HangingIT {
  @TempDir static Path directory;

  @Parameter Profile profile = Profile.VAULT;

  /** Set before the first test. */
  @SuppressWarnings("NullAway.Init")
  private MountedSpace space;

  private final List<Process> waiting = new ArrayList<>();

  @BeforeParameterizedClassInvocation
  void open() throws IOException, InterruptedException {
    Path own = Files.createDirectories(directory.resolve(profile.name()));
    space = MountedSpace.open(profile, own, "deadline=10m");
  }

  @BeforeEach
  void enter(TestInfo test) throws IOException, InterruptedException {
    space.enter(test.getTestMethod().orElseThrow().getName());
    String home = space.container();
    space.truth().mkdirs(home + "/quick");
    space.truth().mkdirs(home + "/tardy-directory");
    space.truth().put(home + "/quick/f", "quick\n".getBytes(StandardCharsets.UTF_8));
    space.truth().put(home + "/f", "beside\n".getBytes(StandardCharsets.UTF_8));
    space.truth().put(home + "/tardy", "tardy\n".getBytes(StandardCharsets.UTF_8));
    space.truth().put(home + "/tardy-directory/f", "in\n".getBytes(StandardCharsets.UTF_8));
    space.sh("ls -l . quick; stat tardy");
  }

  @AfterEach
  void end() {
    space.server().faults().clear();
    waiting.forEach(Process::destroyForcibly);
    waiting.clear();
  }

  @AfterParameterizedClassInvocation
  void close() throws IOException, InterruptedException {
    space.close();
  }

  private FaultRule hang(String method, String name) {
    return space.server().faults().always(method, name, Fault.stall());
  }

  /** Starts a program that will hang, and waits until the service has its question. */
  private void begin(FaultRule rule, String script) throws IOException {
    int before = rule.hits();
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .directory(space.home().toFile())
            .redirectErrorStream(true)
            .start();
    waiting.add(process);
    Awaitility.await("the question of: " + script).until(() -> rule.hits() > before);
  }

  /** Everything that people do, but with the one name. */
  private void everythingElseGoesOn() throws Exception {
    assertThat(
            space.sh(
                """
                cat f quick/f; ls quick; echo new > quick/new; echo new > new; mkdir quick/d new-d
                mv quick/new quick/d/moved; cat quick/d/moved; rm new; rmdir new-d
                stat -c %n f; df . > /dev/null; ls"""))
        .isEqualTo("beside\nquick\nf\nnew\nf\nf\nquick\ntardy\ntardy-directory");
    assertThat(waiting).as("those that must still wait").allMatch(Process::isAlive);
  }

  private void letGo(FaultRule rule, String... outputs) throws Exception {
    rule.end();
    List<String> found = new ArrayList<>();
    for (Process process : waiting) {
      byte[] all = process.getInputStream().readAllBytes();
      found.add(new String(all, StandardCharsets.UTF_8).strip());
      assertThat(process.waitFor()).as("%s", found).isZero();
    }
    assertThat(found).containsExactly(outputs);
  }

  @Test
  @Statement(
      "One name for which the service does not answer holds up nothing else, in the "
          + "same directory neither, except that libfuse 2 lets one look-up in a directory "
          + "wait for another")
  void aReadThatHangsBlocksNobodyElse() throws Exception {
    FaultRule rule = hang("*", "tardy");
    begin(rule, "cat tardy");
    everythingElseGoesOn();
    letGo(rule, "tardy");
  }

  @Test
  void aListingThatHangsBlocksNobodyElse() throws Exception {
    FaultRule rule = hang("GET", "tardy-directory");
    begin(rule, "ls tardy-directory");
    everythingElseGoesOn();
    letGo(rule, "f");
  }

  @Test
  void aLookupThatHangsBlocksNoOtherDirectory() throws Exception {
    FaultRule rule = hang("GET", "tardy-directory/");
    begin(rule, "cat tardy-directory/f");
    everythingElseGoesOn();
    letGo(rule, "in");
  }

  @Test
  void anUploadThatHangsBlocksNobodyElseNorItsReaders() throws Exception {
    FaultRule rule = hang("PUT", "files|tardy");
    space.sh("seq 1000 > tardy");
    Awaitility.await("the upload").until(() -> rule.hits() > 0);
    assertThat(space.sh("seq 1000 | cmp - tardy; tail -n 1 tardy")).isEqualTo("1000");
    assertThat(space.sh("cat f quick/f; echo more > quick/more; cat quick/more"))
        .isEqualTo("beside\nquick\nmore");
    rule.end();
    space.mount().awaitUploads();
    assertThat(space.truth().read(space.container() + "/tardy")).hasSize(3893);
  }

  /** The kernel itself lets one change in a directory wait for another. */
  @Test
  void aRemovalThatHangsBlocksNoOtherDirectory() throws Exception {
    FaultRule rule = hang("*", "tardy-directory/f");
    begin(rule, "rm tardy-directory/f");
    everythingElseGoesOn();
    letGo(rule, "");
    assertThat(space.sh("ls tardy-directory")).isEmpty();
  }

  @Test
  void aNewDirectoryThatHangsBlocksNoOtherDirectory() throws Exception {
    FaultRule rule = hang("PUT", "tardy-directory/made");
    begin(rule, "mkdir tardy-directory/made");
    everythingElseGoesOn();
    letGo(rule, "");
    assertThat(space.sh("ls tardy-directory")).isEqualTo("f\nmade");
  }

  @Test
  void aRenameThatHangsBlocksNoOtherDirectory() throws Exception {
    FaultRule rule = hang("POST", "");
    begin(rule, "mv tardy-directory/f tardy-directory/moved");
    assertThat(space.sh("cat f quick/f; ls quick; echo new > quick/new; cat quick/new; rm f"))
        .isEqualTo("beside\nquick\nf\nnew");
    assertThat(waiting).as("those that must still wait").allMatch(Process::isAlive);
    letGo(rule, "");
    assertThat(space.sh("ls tardy-directory")).isEqualTo("moved");
  }
}
