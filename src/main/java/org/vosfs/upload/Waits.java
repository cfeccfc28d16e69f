package org.vosfs.upload;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.vosfs.base.Ticker;

/** Waiting for what the queue does, on its monitor. */
final class Waits {
  /** How often to look whether bytes move. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** No staged file has this id. */
  static final long NOBODY = -1;

  private final Object monitor;
  private final Jobs jobs;
  private final Ticker ticker;

  Waits(Object monitor, Jobs jobs, Ticker ticker) {
    this.monitor = monitor;
    this.jobs = jobs;
    this.ticker = ticker;
  }

  /** See {@link UploadQueue#await(UploadItem, Duration)}. */
  Optional<UploadStatus> verdict(long id, Duration silence) {
    synchronized (monitor) {
      long since = ticker.read();
      long sent = -1;
      while (true) {
        UploadJob job = jobs.get(id);
        if (job == null || (job.hasFailed() && job.told)) {
          return Optional.ofNullable(job).map(it -> it.status(ticker.read()));
        }
        if (job.sent() != sent) {
          sent = job.sent();
          since = ticker.read();
        }
        long left = silence.toNanos() - (ticker.read() - since);
        if (left <= 0 || !pause(Math.min(left, LOOK_NANOS))) {
          return Optional.of(job.status(ticker.read()));
        }
      }
    }
  }

  /** See {@link UploadQueue#awaitOther}. */
  boolean other(long id, long stored, Duration silence) {
    synchronized (monitor) {
      long since = ticker.read();
      long farthest = jobs.farthest();
      while (jobs.stored() == stored) {
        if (!jobs.hasOther(id)) {
          return false;
        }
        if (jobs.farthest() > farthest) {
          farthest = jobs.farthest();
          since = ticker.read();
        }
        long left = silence.toNanos() - (ticker.read() - since);
        if (left <= 0 || !pause(Math.min(left, LOOK_NANOS))) {
          return false;
        }
      }
      return true;
    }
  }

  /** See {@link UploadQueue#await(Duration)}. */
  void all(Duration patience) {
    whileTrue(() -> jobs.hasOther(NOBODY), patience);
  }

  /** See {@link UploadQueue#await(Set, Duration)}. */
  void all(Set<Long> ids, Duration patience) {
    whileTrue(() -> jobs.hasAny(ids), patience);
  }

  private void whileTrue(BooleanSupplier unfinished, Duration patience) {
    long deadline = ticker.read() + patience.toNanos();
    synchronized (monitor) {
      while (unfinished.getAsBoolean()) {
        long left = deadline - ticker.read();
        if (left <= 0 || !pause(left)) {
          return;
        }
      }
    }
  }

  /** With the monitor held; false when this thread is to end. */
  boolean pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(monitor, Math.max(1, nanos));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
