package org.vosfs.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;

/** Memory of a mount that knows many nodes: live heap before and after listing them. */
final class MemoryBench {
  /** One line for each generation, which are two or three, by the collector. */
  private static final Pattern USED = Pattern.compile("total [0-9]+K, used ([0-9]+)K");

  private static final int PER_DIRECTORY = 5000;

  private MemoryBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("memory").with("nodes", "50000", "files that are listed").parse(args);
    int nodes = arguments.number("nodes");
    Report report = new Report(arguments.command());
    try (BenchSpace space = new BenchSpace(Profile.VAULT, "ttl=1h")) {
      for (int i = 0; i < nodes; i++) {
        byte[] text = ("content " + i).getBytes(StandardCharsets.UTF_8);
        space.put("d" + i / PER_DIRECTORY + "/observation-" + i + ".fits", text);
      }
      space.cold(null);
      double before = heap(space);
      space.sh("for d in d*; do ls -lU $d; done | grep -c fits | grep -qx " + nodes);
      double each = (heap(space) - before) / nodes;
      report
          .add(
              new Comparison("heap for 1,000,000 nodes, from " + nodes, Unit.BYTES)
                  .side("mount", () -> each * 1_000_000)
                  .atMost("mount", 512L << 20))
          .run(1, false);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  /** Live bytes: what is left after a collection. */
  private static double heap(BenchSpace space) throws Exception {
    long process = space.mount().daemons().get(0).pid();
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Shell.run(space.directory(), List.of(jcmd, process + "", "GC.run")).ok();
    String told = Shell.run(space.directory(), List.of(jcmd, process + "", "GC.heap_info")).ok();
    Matcher used = USED.matcher(told);
    double all = 0;
    while (used.find()) {
      all += Double.parseDouble(used.group(1)) * 1024;
    }
    if (all == 0) {
      throw new IllegalStateException(told);
    }
    return all;
  }
}
