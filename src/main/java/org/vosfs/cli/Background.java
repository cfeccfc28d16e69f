package org.vosfs.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * The understanding with the launcher, which puts a mount into the background: standard output and
 * error are one pipe to it. A line {@value #READY} means that the mount answers; the end of the
 * pipe without it means that it failed, and the last line beginning with {@code vosfs:} says why.
 */
final class Background {
  /** Set by the launcher for the process it leaves behind. */
  static final String VARIABLE = "VOSFS_BACKGROUND";

  static final String READY = "vosfs-ready";

  private Background() {}

  static boolean isWanted(Map<String, String> environment) {
    return environment.containsKey(VARIABLE);
  }

  /** Whether the launcher's words, and with them our notes, go to a terminal. */
  static boolean isSeen(Map<String, String> environment) {
    return environment.getOrDefault("VOSFS_TERMINAL", "").equals("yes");
  }

  /**
   * Says that the mount answers and lets go of the standard streams. Java points the descriptors at
   * /dev/null when these streams are closed, so that no file opened later can get their numbers and
   * then be written to by a native library's complaint.
   */
  static void ready(PrintStream out, PrintStream err) {
    out.println(READY);
    out.flush();
    out.close();
    err.close();
  }
}
