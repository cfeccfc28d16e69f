package org.vosfs.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The machine, one table of all comparisons, and whether the promises were kept. */
final class Report {
  private final String command;
  private final List<Comparison> comparisons = new ArrayList<>();

  /**
   * @param command what to type to get it again
   */
  Report(String command) {
    this.command = command;
  }

  Comparison add(Comparison comparison) {
    comparisons.add(comparison);
    return comparison;
  }

  /** Prints everything; true when every promise was kept. */
  boolean print(PrintStream out) throws IOException {
    out.println();
    out.println("`" + command + "` on " + machine());
    out.println();
    out.println("| what | side | median | from … to | × first |");
    out.println("|---|---|---:|---:|---:|");
    comparisons.forEach(comparison -> comparison.rows().forEach(out::println));
    out.println();
    boolean kept = true;
    for (Comparison comparison : comparisons) {
      for (String verdict : comparison.verdicts()) {
        out.println(verdict);
        kept &= verdict.startsWith("kept");
      }
    }
    return kept;
  }

  /** One line: processors, memory, kernel, Java, how busy. */
  static String machine() throws IOException {
    String memory =
        Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(line -> line.startsWith("MemTotal"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .findFirst()
            .orElse("0");
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst(".*:\\s*", ""))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return String.format(
        Locale.ROOT,
        "%d × %s, %.0f GiB, Linux %s, Java %s, load %s",
        Runtime.getRuntime().availableProcessors(),
        processor,
        Long.parseLong(memory) / 1048576.0,
        System.getProperty("os.version").replaceFirst("-.*", ""),
        System.getProperty("java.version"),
        Files.readString(Path.of("/proc/loadavg")).replaceFirst(" .*\\R?", ""));
  }
}
