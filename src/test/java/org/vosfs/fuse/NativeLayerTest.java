package org.vosfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.vosfs.testing.Shell;

/**
 * The tests of the native layer, which are programs in C; skipped where the compiler is missing.
 */
class NativeLayerTest {
  private static final Path SOURCES = Path.of("native").toAbsolutePath();

  @Test
  void itsOwnTestsPass() throws IOException, InterruptedException {
    assertThat(make("cc", "check").output().lines().filter(line -> line.endsWith(": passed")))
        .hasSize(tests());
  }

  @Test
  void theyPassUnderTheSanitizers() throws IOException, InterruptedException {
    assertThat(make("cc", "sanitize").output().lines().filter(line -> line.endsWith(": passed")))
        .hasSize(tests());
  }

  /** Compiles only: the layout of all structs is asserted at compile time. */
  @Test
  void itCompilesForTheOtherProcessor() throws IOException, InterruptedException {
    make("aarch64-linux-gnu-gcc", "cross");
  }

  private static int tests() throws IOException {
    try (var files = Files.newDirectoryStream(SOURCES.resolve("test"), "*_test.c")) {
      int count = 0;
      for (Path file : files) {
        count += Files.isRegularFile(file) ? 1 : 0;
      }
      return count;
    }
  }

  private static Shell.Result make(String compiler, String goal)
      throws IOException, InterruptedException {
    Shell.Result found =
        Shell.run(SOURCES, List.of("sh", "-c", "command -v make && command -v " + compiler));
    Assumptions.assumeTrue(found.code() == 0, "skipped: no " + compiler + " or no make");
    Shell.Result result = Shell.run(SOURCES, List.of("make", "-s", goal));
    assertThat(result.code()).as("%s", result).isZero();
    return result;
  }
}
