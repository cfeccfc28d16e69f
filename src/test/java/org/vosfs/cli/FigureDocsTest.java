package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vosfs.status.Figure;
import org.vosfs.status.Figure.Kind;

/** docs/METRICS.md against the figures there are. */
class FigureDocsTest {
  private static final Path PAGE = Path.of("docs", "METRICS.md");
  private static final Pattern NAME = Pattern.compile("vosfs_[a-z_]+");

  private static List<Figure> figures() {
    List<Figure> all =
        new ArrayList<>(
            MountStatus.own(
                () -> {
                  throw new AssertionError("no value is asked for");
                },
                Instant.EPOCH,
                () -> {
                  throw new AssertionError("no value is asked for");
                }));
    all.addAll(
        new SpaceFigures(
                () -> {
                  throw new AssertionError("no value is asked for");
                },
                () -> {
                  throw new AssertionError("no value is asked for");
                })
            .all());
    return all;
  }

  @Test
  void theTableOnThePageIsTheOneInTheCode() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `vosfs_")).toList();
    assertThat(rows).isEqualTo(figures().stream().map(FigureDocsTest::row).toList());
  }

  private static String row(Figure figure) {
    String labels = figure.labels().isEmpty() ? "" : "{" + String.join(",", figure.labels()) + "}";
    return "| `%s%s` | %s | %s |"
        .formatted(
            figure.name(), labels, figure.kind().name().toLowerCase(Locale.ROOT), figure.help());
  }

  @Test
  void namesSayWhatPrometheusExpectsThemToSay() {
    Set<String> seen = new TreeSet<>();
    for (Figure figure : figures()) {
      assertThat(seen.add(figure.name())).as("twice: " + figure.name()).isTrue();
      assertThat(figure.name()).matches(NAME);
      assertThat(figure.name().endsWith("_total")).isEqualTo(figure.kind() == Kind.COUNTER);
      assertThat(figure.name().endsWith("_info")).isEqualTo(figure.kind() == Kind.INFO);
      if (figure.kind() == Kind.HISTOGRAM) {
        assertThat(figure.name()).endsWith("_seconds");
      }
    }
  }

  @Test
  void theExampleRulesAskOnlyForWhatThereIs() throws IOException {
    Set<String> known = new TreeSet<>();
    for (Figure figure : figures()) {
      known.add(figure.name());
      if (figure.kind() == Kind.HISTOGRAM) {
        known.addAll(
            List.of(figure.name() + "_bucket", figure.name() + "_sum", figure.name() + "_count"));
      }
    }
    String page = Files.readString(PAGE);
    String rules = page.substring(page.indexOf("groups:"), page.lastIndexOf("```"));
    Set<String> asked = new TreeSet<>();
    for (Matcher matcher = NAME.matcher(rules); matcher.find(); ) {
      asked.add(matcher.group());
    }
    assertThat(asked).hasSizeGreaterThan(5).isSubsetOf(known);
  }
}
