package org.vosfs.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /**
   * Calls {@code cancel} once, when {@code limit} has passed since the last progress.
   *
   * @param ended called once, when the guard has ended
   */
  Watch guard(Duration limit, Runnable cancel, Runnable ended) {
    Watch watch = new Watch(limit.toNanos(), cancel, ended);
    watch.arm(limit.toNanos());
    return watch;
  }

  /** One guarded request. Closing it ends the guard. */
  final class Watch implements AutoCloseable {
    private final long limit;
    private final Runnable cancel;
    private final Runnable ended;
    private volatile long lastProgress;
    private volatile boolean expired;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> next;

    private Watch(long limit, Runnable cancel, Runnable ended) {
      this.limit = limit;
      this.cancel = cancel;
      this.ended = ended;
      this.lastProgress = ticker.read();
    }

    private void arm(long nanos) {
      next = timer.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
      if (closed.get()) {
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
      if (closed.compareAndSet(false, true)) {
        ended.run();
      }
      ScheduledFuture<?> pending = next;
      if (pending != null) {
        pending.cancel(false);
      }
    }
  }
}
