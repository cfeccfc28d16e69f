package org.vosfs.fuse;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Reason;
import org.vosfs.fs.TimeChange;
import ru.serce.jnrfuse.struct.Timespec;

/** Reads the pair of {@code struct timespec} that utimens brings. */
final class Times {
  /** In tv_nsec: the current time. */
  private static final long UTIME_NOW = (1L << 30) - 1;

  /** In tv_nsec: leave it as it is. */
  private static final long UTIME_OMIT = (1L << 30) - 2;

  private static final long NANOS = 1_000_000_000L;

  private Times() {}

  /**
   * The change asked for: access time, then modification time.
   *
   * @param clock what UTIME_NOW means
   * @throws FsException INVALID when the nanoseconds are none
   */
  static TimeChange read(Timespec[] pair, InstantSource clock) throws FsException {
    return new TimeChange(one(pair[0], clock), one(pair[1], clock));
  }

  private static @Nullable Instant one(Timespec time, InstantSource clock) throws FsException {
    long nanos = time.tv_nsec.longValue();
    if (nanos == UTIME_OMIT) {
      return null;
    }
    if (nanos == UTIME_NOW) {
      return clock.instant();
    }
    if (nanos < 0 || nanos >= NANOS) {
      throw new FsException(Reason.INVALID, "nanoseconds " + nanos);
    }
    return Instant.ofEpochSecond(time.tv_sec.get(), nanos);
  }
}
