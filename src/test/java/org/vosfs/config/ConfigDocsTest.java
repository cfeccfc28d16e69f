package org.vosfs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigDocsTest {
  private static final Path PAGE = Path.of("docs", "CONFIG.md");

  @Test
  void theTableOnThePageIsTheOneInTheCode() throws IOException {
    MountOptions options = new MountOptions(Path.of("/work"), Path.of("/home/ana"));
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList();
    assertThat(rows).isEqualTo(options.all().stream().map(ConfigDocsTest::row).toList());
  }

  private static String row(Option<?> option) {
    String placeholder = option.kind().placeholder().replace("|", "\\|");
    return "| `%s%s` | `%s` | %s | %s |"
        .formatted(
            option.key(),
            placeholder.isEmpty() ? "" : "=" + placeholder,
            option.variable(),
            option.hasPreset() ? "`" + option.preset() + "`" : "–",
            option.help());
  }
}
