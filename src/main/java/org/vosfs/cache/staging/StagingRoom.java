package org.vosfs.cache.staging;

import java.util.concurrent.atomic.AtomicLong;
import org.vosfs.base.DiskFullException;

/**
 * The room unsent bytes take and may take. Thread-safe. Nothing is reserved: writers that ask in
 * the same moment may together go beyond the limit by what each of them writes at once.
 */
public final class StagingRoom {
  /** Bytes that may be written between two looks at the filesystem's free space. */
  private static final long LOOK_AGAIN = 4L << 20;

  private static final long LARGEST_FLOOR = 256L << 20;

  /** The floor is at most this part of a small disk. */
  private static final long FLOOR_PART = 50;

  /** The filesystem that holds the staged files. */
  interface Disk {
    /** Bytes this process may still use. */
    long usable();

    /** Bytes of the whole filesystem. */
    long total();
  }

  private final long limit;
  private final Disk disk;
  private final AtomicLong bytes = new AtomicLong();
  private long spare;
  private long sinceLook = LOOK_AGAIN;

  /**
   * @param limit most staged bytes; 0 = no limit
   */
  StagingRoom(long limit, Disk disk) {
    this.limit = limit;
    this.disk = disk;
  }

  /** A file takes that much more, or less. */
  void changed(long by) {
    bytes.addAndGet(by);
  }

  /** Staged bytes now, see {@link StagingUsage}. */
  public long bytes() {
    return bytes.get();
  }

  /** Bytes by which {@code more} would go beyond the limit; not positive when they fit. */
  public long beyondLimit(long more) {
    return limit == 0 ? 0 : bytes.get() + more - limit;
  }

  /**
   * Bytes by which {@code more} would go below the floor of free space that is left to others (256
   * MiB, or a fiftieth of a small disk); not positive when they fit.
   */
  public synchronized long belowFloor(long more) {
    if (sinceLook + more > LOOK_AGAIN || spare - sinceLook < more) {
      spare = disk.usable() - Math.min(LARGEST_FLOOR, disk.total() / FLOOR_PART);
      sinceLook = 0;
    }
    long lack = sinceLook + more - spare;
    if (lack <= 0) {
      sinceLook += more;
    }
    return lack;
  }

  /** What a writer is told that finds no room. */
  public DiskFullException full(long more) {
    String why =
        beyondLimit(more) > 0
            ? "unsent files have reached staging-limit (" + limit + " bytes)"
            : "the local disk has no room for unsent files";
    return new DiskFullException(why + ", and no upload of another file makes room", null);
  }
}
