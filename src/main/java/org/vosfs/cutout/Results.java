package org.vosfs.cutout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Reason;

/**
 * Cutouts that were made, as files of one directory: at most so many bytes, those longest unused go
 * first. A file that is open stays readable when it goes, since its name is all that goes.
 * Disposable: the directory is emptied when a mount begins and when it ends. Thread-safe.
 */
final class Results implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Results.class);

  private final Path directory;
  private final long limit;
  private final long floor;
  private final AtomicLong names = new AtomicLong();
  private final LinkedHashMap<PartKey, Result> made = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** One cutout on disk. */
  record Result(Path file, long length) {}

  /** Fills a new file. */
  @FunctionalInterface
  interface Maker {
    void make(Path file) throws IOException;
  }

  /**
   * Empties the directory.
   *
   * @param limit most bytes of all results together, and so of one
   * @param floor bytes of the disk that stay free
   */
  Results(Path directory, long limit, long floor) throws IOException {
    this.directory = directory;
    this.limit = limit;
    this.floor = floor;
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    empty();
  }

  long limit() {
    return limit;
  }

  /** What was made before; null when nothing was, or it has gone. */
  synchronized @org.jspecify.annotations.Nullable Result find(PartKey key) {
    return made.get(key);
  }

  /**
   * Makes one. Callers see to it that nobody makes the same at the same time.
   *
   * @throws FsException NO_SPACE when the disk is near its floor
   */
  Result make(PartKey key, Maker maker) throws IOException {
    requireSpace();
    Path file = directory.resolve(names.incrementAndGet() + ".cutout");
    boolean done = false;
    try {
      maker.make(file);
      Result result = new Result(file, Files.size(file));
      keep(key, result);
      done = true;
      return result;
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void requireSpace() throws IOException {
    if (directory.toFile().getUsableSpace() < floor) {
      throw new FsException(Reason.NO_SPACE, "the disk of the cache is too full for a cutout");
    }
  }

  private void keep(PartKey key, Result result) {
    List<Result> gone = new ArrayList<>();
    synchronized (this) {
      Result before = made.put(key, result);
      bytes += result.length();
      if (before != null) {
        bytes -= before.length();
        gone.add(before);
      }
      var oldest = made.entrySet().iterator();
      while (bytes > limit && oldest.hasNext()) {
        Map.Entry<PartKey, Result> entry = oldest.next();
        if (!entry.getKey().equals(key)) {
          gone.add(entry.getValue());
          bytes -= entry.getValue().length();
          oldest.remove();
        }
      }
    }
    gone.forEach(one -> delete(one.file()));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("a cutout that is not needed any more stays on disk: {}", e.getMessage());
    }
  }

  private void empty() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      for (Path file : left.toList()) {
        if (file.getFileName().toString().endsWith(".cutout")) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      made.clear();
      bytes = 0;
    }
    empty();
  }
}
