package org.vosfs.bench;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.vosfs.testing.Shell;

/** What programs do with files, timed. */
final class Access {
  private static final int PIECE = 1 << 20;
  private static final int BLOCK = 4096;
  private static final int NEW_FILES = 500;

  /** How long short things are repeated. */
  private static final long NANOS = 300_000_000;

  /** Reads between two looks at the clock. */
  private static final int READS = 16;

  /** So often each file is asked about. */
  private static final int QUESTIONS = 10;

  private Access() {}

  /** A file of that many MiB, of bytes that do not repeat. */
  static void writeNew(Path file, int mib) throws IOException {
    byte[] piece = new byte[PIECE];
    Random random = new Random(1);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < mib; i++) {
        random.nextBytes(piece);
        channel.write(ByteBuffer.wrap(piece));
      }
    }
  }

  /** Has the kernel drop what it has in memory of a file. */
  static void forget(Path file) throws IOException, InterruptedException {
    Shell.run(Path.of("/"), List.of("dd", "if=" + file, "iflag=nocache", "count=0"));
  }

  /**
   * MiB/s of reading a file from its begin to its end.
   *
   * @param cold the kernel first drops what it has of it
   */
  static double sequential(Path file, boolean cold) throws Exception {
    if (cold) {
      forget(file);
    }
    ByteBuffer into = ByteBuffer.allocateDirect(PIECE);
    return Side.rate(
        Files.size(file),
        () -> {
          try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(into) >= 0) {
              into.clear();
            }
          }
        });
  }

  /**
   * Writes a new file of that many MiB and removes it again: MiB/s of its opening, writing and
   * closing.
   */
  static double write(Path directory, int mib) throws Exception {
    Path file = directory.resolve("new");
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    new Random(2).ints(PIECE / Integer.BYTES).forEach(piece::putInt);
    try {
      return Side.rate(
          (long) mib * PIECE,
          () -> {
            try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
              for (int i = 0; i < mib; i++) {
                channel.write(piece.rewind());
              }
            }
          });
    } finally {
      Files.delete(file);
    }
  }

  /** Reads of 4 KiB at random places, by so many threads for some time, each a second. */
  static double random(Path file, int threads, boolean direct) throws Exception {
    List<CompletableFuture<Long>> running = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long begin = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        Random random = new Random(i);
        running.add(
            CompletableFuture.supplyAsync(() -> reads(file, random, begin + NANOS, direct), pool));
      }
      long all = 0;
      for (CompletableFuture<Long> reader : running) {
        all += reader.get();
      }
      return all / ((System.nanoTime() - begin) / 1e9);
    } finally {
      pool.shutdown();
    }
  }

  /** Reads until it is {@code end}; how many. */
  private static long reads(Path file, Random random, long end, boolean direct) {
    ByteBuffer into = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK);
    OpenOption[] options =
        direct
            ? new OpenOption[] {StandardOpenOption.READ, ExtendedOpenOption.DIRECT}
            : new OpenOption[] {StandardOpenOption.READ};
    long count = 0;
    try (FileChannel channel = FileChannel.open(file, options)) {
      int blocks = (int) (channel.size() / BLOCK);
      while (System.nanoTime() - end < 0) {
        for (int i = 0; i < READS; i++) {
          into.clear().limit(BLOCK);
          channel.read(into, (long) random.nextInt(blocks) * BLOCK);
        }
        count += READS;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return count;
  }

  /** Files opened, read to the end and closed, a second. */
  static double openAll(Path directory) throws Exception {
    List<Path> files = files(directory);
    long begin = System.nanoTime();
    int rounds = 0;
    while (System.nanoTime() - begin < NANOS) {
      for (Path file : files) {
        Files.readAllBytes(file);
      }
      rounds++;
    }
    return (double) rounds * files.size() / ((System.nanoTime() - begin) / 1e9);
  }

  /** Files looked at, a second. */
  static double statAll(Path directory) throws Exception {
    List<Path> files = files(directory);
    int rounds = 20;
    return rounds
        * files.size()
        / Side.seconds(
            () -> {
              for (int i = 0; i < rounds; i++) {
                for (Path file : files) {
                  Files.getLastModifiedTime(file);
                }
              }
            });
  }

  /** Files whose attributes the filesystem is asked for, whatever the kernel knows, a second. */
  static double askAll(Path directory) throws Exception {
    List<String> command = new ArrayList<>(List.of("stat", "--cached=never", "--format=%s"));
    List<Path> files = files(directory);
    for (int i = 0; i < QUESTIONS; i++) {
      files.forEach(file -> command.add(file.getFileName().toString()));
    }
    return QUESTIONS * files.size() / Side.seconds(() -> Shell.run(directory, command).ok());
  }

  /** Empty files made, a second; they are removed again before anything is uploaded. */
  static double createAll(Path directory) throws Exception {
    Path made = Files.createTempDirectory(directory, "made");
    double seconds =
        Side.seconds(
            () -> {
              for (int i = 0; i < NEW_FILES; i++) {
                Files.createFile(made.resolve("file" + i));
              }
            });
    LocalMounts.remove(made);
    return NEW_FILES / seconds;
  }

  /** How many names a directory has. */
  static int count(Path directory) throws IOException {
    return files(directory).size();
  }

  /** Milliseconds of a long listing, after the kernel dropped all names it had cached. */
  static double list(Path directory) throws Exception {
    Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "2");
    return 1000 * Side.seconds(() -> Shell.run(directory, List.of("sh", "-c", "ls -l >/dev/null")));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }
}
