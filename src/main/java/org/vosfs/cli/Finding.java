package org.vosfs.cli;

/**
 * One thing that {@code vosfs doctor} looked at.
 *
 * @param what was looked at
 * @param found in a few words
 * @param fix what to do; empty when nothing
 */
record Finding(Grade grade, String what, String found, String fix) {
  /** How it is. */
  enum Grade {
    FINE,
    /** Works, with a drawback. */
    WARNING,
    /** Nothing can be mounted, or not this space. */
    BROKEN
  }

  static Finding fine(String what, String found) {
    return new Finding(Grade.FINE, what, found, "");
  }

  static Finding warning(String what, String found, String fix) {
    return new Finding(Grade.WARNING, what, found, fix);
  }

  static Finding broken(String what, String found, String fix) {
    return new Finding(Grade.BROKEN, what, found, fix);
  }

  /** For people, in one or two lines. */
  String text() {
    String mark =
        switch (grade) {
          case FINE -> "ok";
          case WARNING -> "note";
          case BROKEN -> "BAD";
        };
    String line = "%-5s %-14s %s%n".formatted(mark, what, found);
    return fix.isEmpty() ? line : line + "%-20s -> %s%n".formatted("", fix);
  }
}
