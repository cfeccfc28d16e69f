package org.vosfs.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;

/**
 * Ends requests that take too long. Socket timeouts alone do not: they start anew with every byte,
 * and do not cover writing. Thread-safe.
 */
final class Watchdog {
  private final ScheduledExecutorService timer;
  private final Ticker ticker;

  Watchdog(ScheduledExecutorService timer, Ticker ticker) {
    this.timer = timer;
    this.ticker = ticker;
  }

  /** Calls {@code cancel} once, when {@code limit} has passed since the last progress. */
  Watch guard(Duration limit, Runnable cancel) {
    Watch watch = new Watch(limit.toNanos(), cancel);
    watch.arm(limit.toNanos());
    return watch;
  }

  /** One guarded request. Closing it ends the guard. */
  final class Watch implements AutoCloseable {
    private final long limit;
    private final Runnable cancel;
    private volatile long lastProgress;
    private volatile boolean expired;
    private volatile boolean closed;
    private volatile @Nullable ScheduledFuture<?> next;

    private Watch(long limit, Runnable cancel) {
      this.limit = limit;
      this.cancel = cancel;
      this.lastProgress = ticker.read();
    }

    private void arm(long nanos) {
      next = timer.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
      if (closed) {
        return;
      }
      long left = limit - (ticker.read() - lastProgress);
      if (left > 0) {
        arm(left);
      } else {
        expired = true;
        cancel.run();
      }
    }

    /** Bytes moved: the limit starts anew. */
    void progress() {
      lastProgress = ticker.read();
    }

    boolean isExpired() {
      return expired;
    }

    @Override
    public void close() {
      closed = true;
      ScheduledFuture<?> pending = next;
      if (pending != null) {
        pending.cancel(false);
      }
    }
  }
}
