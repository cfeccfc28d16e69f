package org.vosfs.bench;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Tree;

/**
 * One large file uploaded over a link that is cut every few seconds: it arrives whole, and little
 * of it is sent twice.
 */
final class CutLinkBench {
  private static final String NAME = "large";
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);

  /** Bytes under way on the link; more would be lost unseen with each cut. */
  private static final int WINDOW = 1 << 20;

  /** Written into an otherwise empty file, at so many places. */
  private static final int PATCHES = 97;

  private static final int PATCH_BYTES = 1 << 20;

  private final BenchSpace space;
  private final long bytes;
  private final AtomicInteger cuts = new AtomicInteger();

  private CutLinkBench(BenchSpace space, long bytes) {
    this.space = space;
    this.bytes = bytes;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("cut-link")
            .with("mib", "10240", "MiB of the file; most of it is empty, but sent all the same")
            .with("every", "3", "seconds between two cuts of all connections")
            .with("rate", "100", "MiB/s that the link carries")
            .with("cuts", "10", "cuts there have to be, or the run is worth nothing")
            .parse(args);
    Report report = new Report(arguments.command());
    long bytes = (long) arguments.number("mib") << 20;
    try (BenchSpace space = new BenchSpace(Profile.VAULT)) {
      CutLinkBench bench = new CutLinkBench(space, bytes);
      space.relay().window(WINDOW).rate((long) arguments.number("rate") << 20);
      space.far(ROUND_TRIP);
      Duration every = Duration.ofSeconds(arguments.number("every"));
      report
          .add(
              new Comparison("bytes on the link", Unit.BYTES)
                  .side("the file", () -> bytes)
                  .side("sent, cut every " + every.toSeconds() + " s", () -> bench.upload(every))
                  .atLeast("sent, cut every " + every.toSeconds() + " s", 1 / 1.1, "the file"))
          .run(1, false);
      if (bench.cuts.get() < arguments.number("cuts")) {
        throw new AssertionError("only " + bench.cuts + " cuts; slow the link down, or cut more");
      }
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private double upload(Duration every) throws Exception {
    Path original = space.directory().resolve("original");
    try (RandomAccessFile file = new RandomAccessFile(original.toFile(), "rw")) {
      file.setLength(bytes);
      byte[] patch = new byte[PATCH_BYTES];
      Random random = new Random(1);
      for (int i = 0; i < PATCHES; i++) {
        random.nextBytes(patch);
        file.seek((bytes - PATCH_BYTES) / (PATCHES - 1) * i);
        file.write(patch);
      }
    }
    long before = space.relay().bytesToServer();
    // dd knows holes, and leaves them to truncate.
    space.sh("dd if=" + original + " of=" + NAME + " bs=1M conv=sparse status=none");
    ScheduledExecutorService cutter = new ScheduledThreadPoolExecutor(1);
    var cutting =
        cutter.scheduleAtFixedRate(
            this::cut, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    try {
      double took = Side.seconds(() -> space.sync(space.home().resolve(NAME)));
      System.err.printf(Locale.ROOT, "  uploaded in %.0f s, %s cuts%n", took, cuts);
    } finally {
      cutting.cancel(false);
      cutter.shutdown();
    }
    long sent = space.relay().bytesToServer() - before;
    String path = space.container() + "/" + NAME;
    if (!Tree.md5(space.server().space().fileOf(path)).equals(Tree.md5(original))) {
      throw new AssertionError("the service has other bytes than were written");
    }
    Files.delete(original);
    return sent;
  }

  private void cut() {
    space.relay().cutAll();
    cuts.incrementAndGet();
  }
}
