package org.vosfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Tree;

/**
 * The limit of the cache while more is read than it may hold and as much is written, on a small
 * disk: what the cached files take on the disk and what the disk has left, looked at every 100 ms.
 * Needs root, for the disk.
 */
final class LimitBench {
  private static final long SAMPLE_MILLIS = 100;
  private static final int BLOCK = 128 << 10;

  /** One file is read and one written at a time. */
  private static final int OPEN_FILES = 2;

  /** What unsent bytes leave free: that, or a fiftieth of the disk. */
  private static final long FLOOR = 256L << 20;

  private static final int FLOOR_PART = 50;

  private final BenchSpace space;
  private final int reads;
  private final int writes;
  private final int writtenMib;
  private final List<String> sums = new ArrayList<>();
  private volatile long most;
  private volatile long leastFree = Long.MAX_VALUE;
  private final AtomicInteger samples = new AtomicInteger();

  private LimitBench(BenchSpace space, Arguments arguments) {
    this.space = space;
    this.reads = arguments.number("gib");
    this.writes = arguments.number("files");
    this.writtenMib = arguments.number("mib");
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("limit")
            .with("gib", "10", "files of 1 GiB that are read")
            .with("files", "100", "files that are written meanwhile")
            .with("mib", "100", "size of each of these in MiB")
            .with("limit", "1", "cache-size in GiB")
            .with("disk", "4", "size of the disk of the cache in GiB")
            .parse(args);
    Report report = new Report(arguments.command());
    long limit = (long) arguments.number("limit") << 30;
    long disk = (long) arguments.number("disk") << 30;
    try (BenchSpace space =
        new BenchSpace(Profile.VAULT, "cache-size=" + arguments.number("limit") + "G")) {
      LimitBench bench = new LimitBench(space, arguments);
      bench.fill();
      double took = bench.run(disk);
      System.err.printf(Locale.ROOT, "  %.0f s, %d samples%n", took, bench.samples.get());
      if (bench.samples.get() < took) {
        throw new AssertionError("too few samples: " + bench.samples);
      }
      report
          .add(
              new Comparison("cached files on the disk, at most", Unit.BYTES)
                  .side("limit", () -> limit)
                  .side("mount", () -> bench.most)
                  .atMost("mount", limit + (double) OPEN_FILES * BLOCK))
          .run(1, false);
      long floor = Math.min(FLOOR, disk / FLOOR_PART);
      report
          .add(
              new Comparison("free on the disk, at least", Unit.BYTES)
                  .side("floor", () -> floor)
                  .side("mount", () -> bench.leastFree)
                  .atLeast("floor", 1, "mount"))
          .run(1, false);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private void fill() throws Exception {
    for (int i = 0; i < reads; i++) {
      Path file = Scratch.file(space.directory().resolve("r" + i), 1L << 30, i);
      sums.add(Tree.md5(file));
      space.put("r" + i, file);
      Files.delete(file);
    }
    Scratch.file(space.directory().resolve("source"), (long) writtenMib << 20, 99);
    space.server().space().mkdirs(space.container() + "/in");
  }

  /** Seconds it took. */
  private double run(long diskBytes) throws Exception {
    space.mount().umount();
    space.mount().freshCache();
    Path cache = Files.createDirectories(space.mount().cache());
    Path image = space.directory().resolve("disk");
    Thread ending = new Thread(() -> detach(cache));
    Runtime.getRuntime().addShutdownHook(ending);
    disk("truncate -s " + diskBytes + " '" + image + "'");
    disk("mkfs.ext4 -q -m 0 '" + image + "'");
    disk("mount -o loop '" + image + "' '" + cache + "' && chmod 700 '" + cache + "'");
    ScheduledExecutorService sampler = new ScheduledThreadPoolExecutor(1);
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try {
      space.mount().mount();
      var sampling =
          sampler.scheduleWithFixedDelay(
              () -> sample(cache), 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
      double took =
          Side.seconds(
              () -> {
                Future<Integer> reading = workers.submit(this::read);
                Future<Integer> writing = workers.submit(this::write);
                System.err.println("  read: " + reading.get() + ", written: " + writing.get());
                space.sync(space.home());
              });
      sampling.cancel(false);
      return took;
    } finally {
      workers.shutdown();
      sampler.shutdown();
      space.mount().umount();
      detach(cache);
      Runtime.getRuntime().removeShutdownHook(ending);
      Files.delete(image);
    }
  }

  /** Also when the benchmark is told to end: no disk is left behind. */
  private static void detach(Path cache) {
    try {
      new ProcessBuilder("umount", "-l", cache.toString()).start().waitFor();
    } catch (IOException e) {
      System.err.println("umount " + cache + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void disk(String command) throws IOException, InterruptedException {
    Shell.run(space.directory(), List.of("bash", "-c", command)).ok();
  }

  private int read() throws Exception {
    for (int i = 0; i < reads; i++) {
      String sum = space.sh("md5sum < r" + i).substring(0, 32);
      if (!sum.equals(sums.get(i))) {
        throw new AssertionError("r" + i + " was read with other bytes");
      }
    }
    return reads;
  }

  private int write() throws Exception {
    Path source = space.directory().resolve("source");
    for (int i = 0; i < writes; i++) {
      space.sh("{ printf %08d " + i + "; tail -c +9 '" + source + "'; } > in/w" + i);
    }
    space.sync(space.home().resolve("in"));
    for (int i = 0; i < writes; i++) {
      Path stored = space.server().space().fileOf(space.container() + "/in/w" + i);
      String told = new String(head(stored), java.nio.charset.StandardCharsets.US_ASCII);
      if (Files.size(stored) != (long) writtenMib << 20 || Integer.parseInt(told) != i) {
        throw new AssertionError("w" + i + " did not arrive as it was written");
      }
    }
    return writes;
  }

  private static byte[] head(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(8);
    }
  }

  /** A file that is moved while we look may be seen twice: counted once, by its inode. */
  private void sample(Path cache) {
    try {
      String found =
          Shell.run(
                  space.directory(),
                  List.of(
                      "bash",
                      "-c",
                      "find '"
                          + cache
                          + "' -path '*/blocks/*' -type f -printf '%i %b\\n' 2>/dev/null || true"))
              .ok();
      Set<String> seen = new HashSet<>();
      long blocks = 0;
      for (String line : found.lines().toList()) {
        String[] words = line.split(" ", -1);
        blocks += seen.add(words[0]) ? Long.parseLong(words[1]) : 0;
      }
      most = Math.max(most, blocks * 512);
      leastFree = Math.min(leastFree, cache.toFile().getUsableSpace());
      samples.incrementAndGet();
    } catch (IOException e) {
      System.err.println("no sample: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
