package org.vosfs.cache.block;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.function.IntPredicate;

/**
 * Whether a shared stream goes on: as long as somebody waits for what is to come, it is not far
 * ahead of its readers, or it is nearly done. Far ahead it pauses; when the readers do not catch up
 * within the patience, it ends, unless more than half has come. Guarded by the content's lock.
 */
final class StreamPolicy {
  enum Verdict {
    GO_ON,
    PAUSE,
    STOP
  }

  private static final long NEARLY = 2 << 20;

  private final Geometry geometry;
  private final Collection<CachedContent> leases;
  private final NavigableMap<Integer, Integer> waiting;
  private final long patience;
  private long pausedSince;
  private long pausedDemand = -1;

  /**
   * @param waiting blocks somebody waits for
   * @param patience nanoseconds
   */
  StreamPolicy(
      Geometry geometry,
      Collection<CachedContent> leases,
      NavigableMap<Integer, Integer> waiting,
      long patience) {
    this.geometry = geometry;
    this.leases = leases;
    this.waiting = waiting;
    this.patience = patience;
  }

  /**
   * @param position where the stream is
   * @param storing what comes is stored; else it is lost when nobody takes it
   * @param here which blocks have come
   * @param now nanoseconds
   */
  Verdict judge(long position, boolean storing, IntPredicate here, long now) {
    boolean waitersBehind = false;
    for (int block : waiting.keySet()) {
      if (!here.test(block)) {
        if (geometry.end(block) > position) {
          return Verdict.GO_ON;
        }
        waitersBehind = true;
      }
    }
    if (waitersBehind) {
      return Verdict.STOP; // only a new stream brings what they wait for
    }
    long demand = 0;
    long window = 0;
    for (CachedContent lease : leases) {
      demand = Math.max(demand, lease.pattern().position());
      window = Math.max(window, lease.pattern().streamWindow());
    }
    long most = storing ? window : Math.min(window, 1 << 20);
    long remaining = geometry.length() - position;
    boolean nearlyDone = storing && (remaining <= NEARLY || remaining <= geometry.length() / 8);
    if (position - demand < most || nearlyDone) {
      pausedDemand = -1;
      return Verdict.GO_ON;
    }
    if (pausedDemand != demand) {
      pausedDemand = demand;
      pausedSince = now;
    }
    if (now - pausedSince < patience) {
      return Verdict.PAUSE;
    }
    return storing && remaining < position ? Verdict.GO_ON : Verdict.STOP;
  }
}
