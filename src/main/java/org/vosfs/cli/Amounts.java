package org.vosfs.cli;

import java.util.Locale;

/** Numbers for people. */
final class Amounts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Amounts() {}

  /** Such as {@code 3.4 MiB}. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** Such as {@code 2 files (3.4 MiB)}. */
  static String files(int files, long bytes) {
    return files + (files == 1 ? " file (" : " files (") + bytes(bytes) + ")";
  }
}
