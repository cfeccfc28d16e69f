package org.vosfs.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vosfs.testing.Vosfs;

/**
 * A row of docs/FROM-VOS.md.
 *
 * @param section its heading
 * @param command what is typed on the mount
 */
record FromVosRow(String section, String command) {
  private static final Pattern CELL = Pattern.compile("`([^`]+)`");

  /** All rows, in the order of the page. */
  static List<FromVosRow> all() throws IOException {
    List<FromVosRow> rows = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(Vosfs.checkout().resolve("docs/FROM-VOS.md"))) {
      if (line.startsWith("## ")) {
        section = line.substring(3);
      } else if (line.startsWith("| ") && !line.startsWith("| with ")) {
        rows.add(new FromVosRow(section, command(line)));
      }
    }
    return rows;
  }

  private static String command(String line) {
    String[] cells = line.split("(?<!\\\\)\\|", -1);
    Matcher command = CELL.matcher(cells[2]);
    if (!command.find()) {
      throw new AssertionError("nothing to run in: " + line);
    }
    return command.group(1).replace("\\|", "|");
  }

  boolean isPython() {
    return section.equals("Python");
  }

  @Override
  public String toString() {
    return command;
  }
}
