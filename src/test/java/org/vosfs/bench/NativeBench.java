package org.vosfs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What stands between a program and cached bytes: the native layer, with and without passthrough,
 * against libfuse 2 below the same code, a filesystem in C on libfuse 2, rclone, and the plain
 * disk.
 */
final class NativeBench {
  private NativeBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("native")
            .with("mib", "512", "MiB of the large file")
            .with("entries", "10000", "names in the large directory")
            .with("only", "all", "rows to run, separated by commas: " + names())
            .example("--only create,open --repetitions 9")
            .example("--only list --entries 30000")
            .parse(args);
    List<String> wanted = List.of(arguments.text("only").split(","));
    for (String name : wanted) {
      if (!name.equals("all")
          && !ContentRows.NAMES.contains(name)
          && !NameRows.NAMES.contains(name)) {
        System.err.println("bench native: no row " + name + "; there are: " + names());
        System.exit(2);
      }
    }
    boolean all = wanted.contains("all");
    Report report = new Report(arguments.command());
    Path scratch = Files.createTempDirectory("vosfs-bench");
    try (Places places = new Places(scratch)) {
      places.fill(
          arguments.number("mib"),
          all || wanted.contains("list") ? arguments.number("entries") : 0);
      ContentRows content = new ContentRows(report, places, arguments);
      for (String name : ContentRows.NAMES) {
        if (all || wanted.contains(name)) {
          content.run(name);
        }
      }
      NameRows rows = new NameRows(report, places, arguments.number("repetitions"));
      for (String name : NameRows.NAMES) {
        if (all || wanted.contains(name)) {
          rows.run(name);
        }
      }
    } finally {
      LocalMounts.remove(scratch);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private static String names() {
    return String.join(", ", ContentRows.NAMES) + ", " + String.join(", ", NameRows.NAMES);
  }
}
