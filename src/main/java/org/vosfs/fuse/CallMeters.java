package org.vosfs.fuse;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.vosfs.base.Durations;

/**
 * Counts, failures and times of the callbacks since the mount began. Thread-safe; a snapshot may
 * miss calls that end while it is taken.
 */
public final class CallMeters {
  private final Map<Operation, Meter> meters = new EnumMap<>(Operation.class);

  public CallMeters() {
    for (Operation operation : Operation.values()) {
      meters.put(operation, new Meter());
    }
  }

  /** One call ended. */
  void record(Operation operation, long nanos, boolean failed) {
    meter(operation).record(nanos, failed);
  }

  private Meter meter(Operation operation) {
    return Objects.requireNonNull(meters.get(operation)); // put for all of them, never changed
  }

  /** What happened so far, without the operations that were never called. */
  public List<Count> snapshot() {
    List<Count> counts = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      Count count = meter(operation).count(operation);
      if (count.calls() > 0) {
        counts.add(count);
      }
    }
    return counts;
  }

  /**
   * One operation's figures.
   *
   * @param times of all calls
   * @param failures calls answered with an errno, ENOENT included
   * @param slowestNanos the longest single call
   */
  public record Count(
      Operation operation, Durations.Snapshot times, long failures, long slowestNanos) {
    public long calls() {
      return times.count();
    }

    /** Time spent in all calls together. */
    public long totalNanos() {
      return times.totalNanos();
    }
  }

  private static final class Meter {
    private final Durations times = new Durations();
    private final LongAdder failures = new LongAdder();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);

    void record(long took, boolean failed) {
      times.record(took);
      slowest.accumulate(took);
      if (failed) {
        failures.increment();
      }
    }

    Count count(Operation operation) {
      return new Count(operation, times.snapshot(), failures.sum(), slowest.get());
    }
  }
}
