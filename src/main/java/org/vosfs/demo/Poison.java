package org.vosfs.demo;

import java.util.SortedMap;

/**
 * What vault's database column does to property values (section 21.1, point 1): they are written
 * with backslash escapes that reading does not undo, and a closing brace ends the column's literal.
 */
final class Poison {
  private Poison() {}

  /** A new value as it comes back: edge blanks trimmed, backslashes doubled, cut at a quote. */
  static String asStored(String value) {
    String written = rewritten(value.strip()).replace("\"", "\\\"");
    int quote = written.indexOf('"');
    return quote < 0 ? written : written.substring(0, quote);
  }

  /** A stored value after its node has been written once more. */
  static String rewritten(String value) {
    return value.replace("\\", "\\\\");
  }

  /** Whether a closing brace has made the node unreadable. */
  static boolean isPoisoned(SortedMap<String, String> properties) {
    for (String value : properties.values()) {
      if (value.indexOf('}') >= 0) {
        return true;
      }
    }
    return false;
  }

  /** How requests for such a node fail. */
  static Refusal refusal() {
    return new Refusal(
        500,
        "unexpected exception: java.lang.StringIndexOutOfBoundsException: begin 23, end -1, length"
            + " 25");
  }
}
