package org.vosfs.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every source file and package keeps to. */
class ConventionsTest {
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final int LONGEST_CLASS = 400;

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyPackageSaysWhatGoesInWhatComesOutAndWhichLocks() throws IOException {
    return sources().stream()
        .map(Path::getParent)
        .distinct()
        .map(
            directory ->
                DynamicTest.dynamicTest(
                    MAIN.relativize(directory).toString(), () -> isDescribed(directory)));
  }

  private static void isDescribed(Path directory) throws IOException {
    Path file = directory.resolve("package-info.java");
    assertThat(file).exists();
    String text = Files.readString(file);
    assertThat(text).contains("@NullMarked", "IN:", "OUT:");
    assertThat(text.length()).as("length of the description").isGreaterThan(250);
  }

  @TestFactory
  Stream<DynamicTest> noFileIsLongerThanACeiling() throws IOException {
    return sources().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    MAIN.relativize(file).toString(),
                    () ->
                        assertThat(Files.readAllLines(file))
                            .hasSizeLessThanOrEqualTo(LONGEST_CLASS)));
  }

  @TestFactory
  Stream<DynamicTest> nothingIsLeftToDo() throws IOException {
    return sources().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    MAIN.relativize(file).toString(),
                    () ->
                        assertThat(Files.readString(file))
                            .doesNotContainPattern("\\b(TODO|FIXME|XXX|HACK)\\b")));
  }
}
