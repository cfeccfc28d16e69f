package org.vosfs.fuse;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Reason;
import org.vosfs.fs.TimeChange;

/** Reads the pair of {@code struct timespec} that utimens brings. */
final class Times {
  /** In tv_nsec: the current time. */
  private static final long UTIME_NOW = (1L << 30) - 1;

  /** In tv_nsec: leave it as it is. */
  private static final long UTIME_OMIT = (1L << 30) - 2;

  private static final int TIMESPEC = 16;
  private static final long NANOS = 1_000_000_000L;

  private Times() {}

  /**
   * The change asked for at {@code pair}.
   *
   * @param clock what UTIME_NOW means
   * @throws FsException INVALID when the nanoseconds are none
   */
  static TimeChange read(long pair, InstantSource clock) throws FsException {
    return new TimeChange(one(pair, clock), one(pair + TIMESPEC, clock));
  }

  private static @Nullable Instant one(long address, InstantSource clock) throws FsException {
    long nanos = NativeMemory.getLong(address + Long.BYTES);
    if (nanos == UTIME_OMIT) {
      return null;
    }
    if (nanos == UTIME_NOW) {
      return clock.instant();
    }
    if (nanos < 0 || nanos >= NANOS) {
      throw new FsException(Reason.INVALID, "nanoseconds " + nanos);
    }
    return Instant.ofEpochSecond(NativeMemory.getLong(address), nanos);
  }
}
