package org.vosfs.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * How long things took: how many of them up to each of a few bounds, and all times together.
 * Thread-safe; a snapshot may miss what is recorded while it is taken.
 */
public final class Durations {
  private static final long MICRO = 1000;
  private static final long MILLI = 1000 * MICRO;
  private static final long SECOND = 1000 * MILLI;

  /** From a call that is answered from memory to one that waits for its deadline. */
  private static final long[] BOUNDS = {
    20 * MICRO,
    100 * MICRO,
    500 * MICRO,
    2 * MILLI,
    10 * MILLI,
    50 * MILLI,
    200 * MILLI,
    SECOND,
    5 * SECOND,
    30 * SECOND
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder total = new LongAdder();

  public Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** The bounds in nanoseconds, ascending. */
  public static List<Long> bounds() {
    return LongStream.of(BOUNDS).boxed().toList();
  }

  /** Something took that long. */
  public void record(long nanos) {
    int i = 0;
    while (i < BOUNDS.length && nanos > BOUNDS[i]) {
      i++;
    }
    counts[i].increment();
    total.add(nanos);
  }

  public Snapshot snapshot() {
    List<Long> taken = new ArrayList<>(counts.length);
    for (LongAdder count : counts) {
      taken.add(count.sum());
    }
    return new Snapshot(taken, total.sum());
  }

  /**
   * What was recorded.
   *
   * @param counts one for each bound: longer than the bound before, and not longer than it; the
   *     last one for what was longer than all bounds
   * @param totalNanos all times together
   */
  public record Snapshot(List<Long> counts, long totalNanos) {
    public Snapshot {
      counts = List.copyOf(counts);
    }

    /** How many in all. */
    public long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }
}
