package org.vosfs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The rows of {@link NativeBench} about bytes of files. */
final class ContentRows {
  static final List<String> NAMES = List.of("read", "reread", "random", "write", "direct");

  private static final String RAW = "raw";
  private static final String IN_C = "C on libfuse 2";
  private static final String SYSTEM = "vosfs on libfuse 2";
  private static final String LAYER = "native";
  private static final String KERNEL = "passthrough";
  private static final String RCLONE = "rclone";
  private static final String JNR = "jnr-fuse on libfuse 2, its own loop";
  private static final int READERS = 32;

  /**
   * Rounds until Java has compiled what a read takes; from then on it is that of a mount in use.
   */
  private static final int COMPILING = 6;

  /** Reads until the kernel has made pages active, the first included. */
  private static final int UNTIL_ACTIVE = 4;

  private static final Path COMPACT = Path.of("/proc/sys/vm/compact_memory");

  private final Report report;
  private final Places at;
  private final int rounds;
  private final int mib;

  ContentRows(Report report, Places at, Arguments arguments) {
    this.report = report;
    this.at = at;
    this.rounds = arguments.number("repetitions");
    this.mib = arguments.number("mib");
  }

  void run(String name) throws Exception {
    switch (name) {
      case "read" -> read();
      case "reread" -> readAgain();
      case "random" -> {
        random(1);
        random(8);
      }
      case "write" -> write();
      default -> direct();
    }
  }

  private static Path big(Path directory) {
    return directory.resolve(Places.BIG);
  }

  /** What the local disk has in memory stays there: only FUSE's own pages are dropped. */
  private void read() throws Exception {
    Comparison rows =
        new Comparison("sequential read, FUSE's pages cold", Unit.MIB_PER_SECOND)
            .side(RAW, () -> Access.sequential(big(at.raw()), false))
            .side(IN_C, () -> Access.sequential(big(at.inC()), true))
            .side(SYSTEM, () -> Access.sequential(big(at.system()), true))
            .side(LAYER, () -> Access.sequential(big(at.layer()), true))
            .side(RCLONE, () -> Access.sequential(big(at.rclone()), true))
            .warmedUp(COMPILING)
            .atLeast(LAYER, 0.9, IN_C);
    if (Places.hasPassthrough()) {
      rows.side(KERNEL, () -> Access.sequential(big(at.kernel()), true))
          .atLeast(KERNEL, 0.9, RAW)
          .atLeast(KERNEL, 5, RCLONE);
    }
    report.add(rows).run(rounds, true);
  }

  private void readAgain() throws Exception {
    Comparison rows =
        new Comparison("sequential read after another", Unit.MIB_PER_SECOND)
            .side(RAW, () -> Access.sequential(big(at.raw()), false))
            .side(IN_C, () -> again(at.inC()))
            .side(LAYER, () -> again(at.layer()))
            .atLeast(LAYER, 0.6, RAW);
    if (Places.hasPassthrough()) {
      rows.side(KERNEL, () -> Access.sequential(big(at.kernel()), false));
    }
    report.add(rows).run(rounds, true);
  }

  /**
   * What the kernel has comes from a read just before, into memory put in order: how fast it is
   * copied depends on how scattered it lies, which would else be the luck of one read for all. The
   * kernel then moves each page to its list of active ones, as all of the local disk's are by now.
   */
  private static double again(Path place) throws Exception {
    Access.forget(big(place));
    if (Files.isWritable(COMPACT)) {
      Files.writeString(COMPACT, "1");
    }
    for (int i = 0; i < UNTIL_ACTIVE; i++) {
      double before = Access.sequential(big(place), false);
      System.err.printf(Locale.ROOT, "  before: %s%n", Unit.MIB_PER_SECOND.show(before));
    }
    return Access.sequential(big(place), false);
  }

  private void random(int jobs) throws Exception {
    report
        .add(
            new Comparison("random 4 KiB reads, " + jobs + " jobs", Unit.PER_SECOND)
                .side(RAW, () -> Access.random(big(at.raw()), jobs, false))
                .side(KERNEL, () -> Access.random(big(at.kernel()), jobs, false))
                .side(RCLONE, () -> Access.random(big(at.rclone()), jobs, false))
                .atLeast(KERNEL, 0.8, RAW)
                .atLeast(KERNEL, 5, RCLONE))
        .run(rounds, true);
  }

  /** Gone again before its upload would begin. */
  private void write() throws Exception {
    report
        .add(
            new Comparison("sequential write of a new file", Unit.MIB_PER_SECOND)
                .side(RAW, () -> Access.write(at.raw(), mib))
                .side(IN_C, () -> Access.write(at.inC(), mib))
                .side(SYSTEM, () -> Access.write(at.system(), mib))
                .side(LAYER, () -> Access.write(at.layer(), mib))
                .side(KERNEL, () -> Access.write(at.kernel(), mib))
                .side(RCLONE, () -> Access.write(at.rclone(), mib))
                .atLeast(KERNEL, 0.85, RAW)
                .atLeast(KERNEL, 5, RCLONE))
        .run(rounds, true);
  }

  /** Each read is a request; counts the threads of the mount that serve them as well. */
  private void direct() throws Exception {
    ServingThreads threads = new ServingThreads(at.layerSpace().mount());
    Comparison count =
        new Comparison("threads that serve " + READERS + " readers", Unit.THREADS)
            .side("before", threads::now)
            .side(
                "at most", () -> threads.most(() -> Access.random(big(at.layer()), READERS, true)))
            .atLeast("at most", 1, "before");
    report
        .add(
            new Comparison("direct 4 KiB reads, " + READERS + " threads, each", Unit.MICROSECONDS)
                .side(JNR, () -> micros(at.jnr()))
                .side(SYSTEM, () -> micros(at.system()))
                .side(LAYER, () -> micros(at.layer()))
                .atLeast(LAYER, 1 / 0.3, JNR))
        .run(rounds, true);
    report.add(count).run(rounds, false);
  }

  private static double micros(Path directory) throws Exception {
    return 1e6 / Access.random(big(directory), READERS, true);
  }
}
