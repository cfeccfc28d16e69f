package org.vosfs.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vosfs.testing.Vosfs;

/** What docs/TROUBLESHOOTING.md says that vosfs says, it says. */
class TroubleshootingTest {
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** So much of a message must be left to look for. */
  private static final int SHORTEST = 12;

  /** The quoted messages of the middle column. */
  private static List<String> messages() throws IOException {
    List<String> messages = new ArrayList<>();
    for (String line : Files.readAllLines(Vosfs.checkout().resolve("docs/TROUBLESHOOTING.md"))) {
      String[] cells = line.split(" \\| ", -1);
      if (line.startsWith("| ") && cells.length == 3) {
        Matcher quoted = QUOTED.matcher(cells[1]);
        while (quoted.find()) {
          messages.add(quoted.group(1));
        }
      }
    }
    return messages;
  }

  /** Everything that can say something, with the pieces of a message put together. */
  private static String code() throws IOException {
    StringBuilder code = new StringBuilder();
    for (String place : List.of("src/main/java", "bin/vosfs", "src/deb/control")) {
      try (Stream<Path> files = Files.walk(Vosfs.checkout().resolve(place))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          code.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "")).append('\n');
        }
      }
    }
    return code.toString();
  }

  @Test
  void everyMessageQuotedIsInTheCode() throws IOException {
    String code = code();
    List<String> messages = messages();
    assertThat(messages).hasSizeGreaterThan(30);
    for (String message : messages) {
      for (String part : message.split("…", -1)) {
        assertThat(code).as("\"%s\" of \"%s\"", part, message).contains(part);
      }
      assertThat(message.length()).as(message).isGreaterThanOrEqualTo(SHORTEST);
    }
  }
}
