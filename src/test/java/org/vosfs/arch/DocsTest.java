package org.vosfs.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vosfs.testing.Statement;

/** What the documents say of the code is there. */
class DocsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern ROW = Pattern.compile("\\| (.+) \\| `(\\w+#\\w+)` \\|");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @Test
  void everyStatementOfSemanticsStandsAtTheTestItNamesAndTheOtherWayRound() throws Exception {
    Set<String> written = new TreeSet<>();
    for (String line : Files.readAllLines(DOCS.resolve("SEMANTICS.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        written.add(row.group(2) + ": " + row.group(1));
      } else if (line.startsWith("| ") && line.contains("#")) {
        assertThat(line).as("a row names one test, as `Class#method`").startsWith("| statement");
      }
    }
    assertThat(written).hasSizeGreaterThan(50);
    assertThat(written)
        .as("docs/SEMANTICS.md (first) and the @Statement annotations of the tests it names")
        .isEqualTo(annotated());
  }

  private static Set<String> annotated() throws IOException, ClassNotFoundException {
    Set<String> found = new TreeSet<>();
    for (String name : testsWithStatements()) {
      Class<?> type = Class.forName(name, false, DocsTest.class.getClassLoader());
      for (Method method : type.getDeclaredMethods()) {
        Statement statement = method.getAnnotation(Statement.class);
        for (String text : statement == null ? new String[0] : statement.value()) {
          assertThat(isTest(method)).as("%s is a test", method).isTrue();
          found.add(type.getSimpleName() + "#" + method.getName() + ": " + text);
        }
      }
    }
    return found;
  }

  private static boolean isTest(Method method) {
    return Stream.of(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getSimpleName())
        .anyMatch(Set.of("Test", "ParameterizedTest", "TestFactory", "RepeatedTest")::contains);
  }

  private static List<String> testsWithStatements() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (Files.readString(file).contains("@Statement(")) {
          String path = TESTS.relativize(file).toString();
          names.add(path.substring(0, path.length() - ".java".length()).replace('/', '.'));
        }
      }
    }
    return names;
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> files = Files.list(DOCS)) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1))).as("linked from %s", page).exists();
      }
    }
  }
}
