package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/** {@code bin/demo}, as its help describes it. */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
class DemoScriptIT {
  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;
  private Vosfs program;
  private Path place;
  private Path home;
  private Path state;

  @BeforeEach
  void places() throws IOException {
    Mounted.assumeFuse();
    directory = directory.toRealPath();
    program = new Vosfs(Files.createDirectories(directory.resolve("user")));
    place = directory.resolve("new").resolve("place");
    home = place.resolve(profile.home("demo").substring(1));
    state = Path.of(program.environment().get("XDG_DATA_HOME"), "vosfs", "demo", profileName());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    Shell.Result last = demo("--stop", place.toString());
    assertThat(last.code()).as(last.toString()).isZero();
    assertThat(Vosfs.daemons(place)).isEmpty();
    assertThat(state.resolve("server.pid")).doesNotExist();
  }

  private String profileName() {
    return profile.name().toLowerCase(Locale.ROOT);
  }

  private Shell.Result demo(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Vosfs.checkout().resolve("bin/demo").toString());
    command.addAll(List.of(words));
    return Shell.run(directory, program.environment(), command);
  }

  private String start() throws IOException, InterruptedException {
    return demo("--profile", profileName(), place.toString()).ok();
  }

  private ProcessHandle server() throws IOException {
    String pid = Files.readString(state.resolve("server.pid")).split(" ", -1)[0];
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    Awaitility.await("end of a killed process").until(() -> !process.isAlive());
  }

  private String sh(String script) throws IOException, InterruptedException {
    return Shell.run(home, Map.of(), List.of("bash", "-c", "set -e; " + script)).ok();
  }

  @Test
  void mountsAUsableDirectoryAndTellsWhatToTry() throws Exception {
    assertThat(start()).contains("is mounted", "Try:", "bin/demo --stop");
    sh("mkdir d; echo text > d/f; grep -x text d/f");
    assertThat(start()).contains("is mounted already");
    assertThat(demo("--stop", place.toString()).ok()).contains("is unmounted");
    assertThat(start()).contains("Try:");
    assertThat(sh("cat d/f")).isEqualTo("text");
  }

  @Test
  void startsAgainWhatWasKilled() throws Exception {
    start();
    sh("echo first > first");
    kill(server());
    assertThat(start()).contains("its server was started again");
    sh("echo second > second; grep -x first first");
    Vosfs.daemons(place).forEach(DemoScriptIT::kill);
    start();
    assertThat(sh("cat first second")).isEqualTo("first\nsecond");
    sh("echo third > third");
    Vosfs.daemons(place).forEach(DemoScriptIT::kill);
    kill(server());
    start();
    assertThat(sh("cat first second third")).isEqualTo("first\nsecond\nthird");
    Vosfs.daemons(place).forEach(DemoScriptIT::kill);
    kill(server());
    assertThat(demo("--stop", place.toString()).ok()).contains("dead mount");
  }

  @Test
  void refusesWhatItCannotUseWithOneLine() throws Exception {
    Path full = Files.createDirectories(directory.resolve("full"));
    Files.writeString(full.resolve("mine"), "text");
    Path file = Files.writeString(directory.resolve("file"), "text");
    for (String[] words :
        List.of(
            new String[] {full.toString()},
            new String[] {file.toString()},
            new String[] {"--profile", "other", place.toString()},
            new String[] {"--wrong"},
            new String[] {"/"},
            new String[] {"/proc"},
            new String[] {})) {
      Shell.Result result = demo(words);
      assertThat(result.code()).as(List.of(words) + ": " + result).isNotZero();
      assertThat(result.errors().lines().toList()).as(result.toString()).hasSize(1);
      assertThat(result.errors()).startsWith("bin/demo: ");
    }
    assertThat(full.resolve("mine")).hasContent("text");
    assertThat(demo("--help").ok()).contains("Examples:");
  }
}
