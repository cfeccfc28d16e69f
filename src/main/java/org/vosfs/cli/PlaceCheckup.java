package org.vosfs.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vosfs.base.Ticker;

/**
 * Whether the cache directory is a good place for unsent files. Writes one file, and removes it.
 */
final class PlaceCheckup {
  private static final Set<String> NETWORK =
      Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "lustre");
  private static final int TRIAL_BYTES = 8 << 20;
  private static final int PART = 1 << 20;
  private static final long SLOW = 20L << 20;

  private final Path directory;
  private final long limit;
  private final Ticker ticker;

  /**
   * A checkup.
   *
   * @param directory of the cache; made when missing
   * @param limit most bytes of cached content
   */
  PlaceCheckup(Path directory, long limit, Ticker ticker) {
    this.directory = directory;
    this.limit = limit;
    this.ticker = ticker;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      findings.add(speed());
      findings.addAll(store());
    } catch (IOException e) {
      findings.add(
          Finding.broken(
              "cache place",
              directory + ": " + e.getMessage(),
              "make it writable, or choose another with -o cache-dir=DIR"));
    }
    return findings;
  }

  private List<Finding> store() {
    try {
      FileStore store = Files.getFileStore(directory);
      return List.of(kind(store.type()), room(store.getUsableSpace()));
    } catch (IOException e) {
      // In a chroot whose top is no mount point the kernel's table does not tell.
      return List.of(Finding.fine("cache place", directory + " on a filesystem that is not told"));
    }
  }

  /** What the kind of filesystem means for bytes that must not be lost. */
  Finding kind(String type) {
    String there = directory + " on " + type;
    if (NETWORK.contains(type)) {
      return Finding.warning(
          "cache place",
          there + ": slow, and its locks may not hold between machines",
          "choose a local disk with -o cache-dir=DIR");
    }
    if (type.equals("tmpfs") || type.equals("ramfs")) {
      return Finding.warning(
          "cache place",
          there + ": in memory, so what is not uploaded is lost when the machine restarts",
          "choose a disk with -o cache-dir=DIR, or use -o write-through=close");
    }
    if (type.equals("overlay") || type.startsWith("fuse")) {
      return Finding.warning(
          "cache place",
          there + ": stacked; in a container it may be thrown away with what is not uploaded",
          "choose a volume with -o cache-dir=DIR, or use -o write-through=close");
    }
    return Finding.fine("cache place", there);
  }

  /** Whether the cache fits. */
  Finding room(long usable) {
    if (usable < limit) {
      return Finding.warning(
          "free space",
          Amounts.bytes(usable) + ", and cache-size is " + Amounts.bytes(limit),
          "make room, or lower -o cache-size=SIZE; less is used when the disk is nearly full");
    }
    return Finding.fine("free space", Amounts.bytes(usable));
  }

  private Finding speed() throws IOException {
    Path trial = Files.createTempFile(directory, "doctor", ".tmp");
    try (FileChannel channel = FileChannel.open(trial, StandardOpenOption.WRITE)) {
      ByteBuffer part = ByteBuffer.allocateDirect(PART);
      long start = ticker.read();
      for (int written = 0; written < TRIAL_BYTES; written += PART) {
        channel.write(part.clear());
      }
      channel.force(true);
      long nanos = Math.max(1, ticker.read() - start);
      long rate = TRIAL_BYTES * Duration.ofSeconds(1).toNanos() / nanos;
      String found = "writes and forces " + Amounts.bytes(rate) + "/s";
      return rate < SLOW
          ? Finding.warning("disk", found, "a faster disk with -o cache-dir=DIR")
          : Finding.fine("disk", found);
    } finally {
      Files.deleteIfExists(trial);
    }
  }
}
