package org.vosfs.upload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.base.Timer;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.VospaceClient;

/**
 * All uploads of a mount: which file is sent when. First come, first served after each file's quiet
 * time; a passing failure is repeated for as long as it takes, with growing pauses; a lasting one
 * stays visible until somebody retries.
 *
 * <p>Thread-safe by one monitor, never held while a file is sent or an item is called.
 */
public final class UploadQueue implements AutoCloseable {
  private final UploadSettings settings;
  private final Executor workers;
  private final Timer timer;
  private final Ticker ticker;

  private final Object monitor = new Object();
  private final Jobs jobs = new Jobs();
  private final Waits waits;
  private final Lanes lanes;
  private final Tries tries;

  /**
   * @param workers runs the uploads; must offer {@code settings.parallel()} threads
   * @param timer wakes the queue up
   */
  public UploadQueue(
      UploadSettings settings,
      VospaceClient client,
      Executor workers,
      Timer timer,
      Ticker ticker,
      RandomGenerator random) {
    this.settings = settings;
    this.lanes = new Lanes(settings.parallel());
    this.workers = workers;
    this.timer = timer;
    this.ticker = ticker;
    this.waits = new Waits(monitor, jobs, ticker);
    Backoff backoff = new Backoff(settings.firstBackoff(), settings.longestBackoff(), random);
    this.tries =
        new Tries(
            new FileUpload(client),
            new Tries.Place(monitor, jobs, lanes, this::enqueue),
            settings.quiet(),
            backoff,
            ticker);
  }

  /** Queues a file whose last writer has closed, or puts off one that is queued already. */
  public void submit(UploadItem item) {
    UploadJob fresh = new UploadJob(item);
    synchronized (monitor) {
      if (lanes.isClosed()) {
        return; // it stays in the journal for the next mount
      }
      UploadJob job = jobs.getOrAdd(fresh);
      job.withdrawn = false;
      job.attempts = 0;
      job.problem = null;
      job.told = false;
      if (job.state == UploadState.RUNNING) {
        job.again = true;
      } else {
        enqueue(job, settings.quiet().toNanos());
      }
    }
  }

  /** Takes a file out of the queue, because it is being written or is gone; ends a running try. */
  public void withdraw(UploadItem item) {
    long id = item.staged().facts().id();
    synchronized (monitor) {
      UploadJob job = jobs.get(id);
      if (job == null) {
        return;
      }
      job.again = false;
      if (job.state == UploadState.RUNNING) {
        job.withdrawn = true;
      } else {
        lanes.remove(job);
        jobs.remove(job);
        monitor.notifyAll();
      }
    }
  }

  /**
   * Ends the running tries at or below {@code path} and starts none there until closed. What was
   * queued goes on by itself afterwards, under whatever path it has then.
   *
   * @return null when a running try did not end within {@code patience}
   */
  public @Nullable Hold hold(NodePath path, Duration patience) {
    synchronized (monitor) {
      lanes.hold(path);
      long deadline = ticker.read() + patience.toNanos();
      while (lanes.isRunningBelow(path)) {
        long left = deadline - ticker.read();
        if (left <= 0 || !waits.pause(left)) {
          lanes.release(path);
          return null;
        }
      }
    }
    return new Hold(this, path);
  }

  /** A part of the tree that nothing is uploaded to while this is open. */
  public record Hold(UploadQueue queue, NodePath path) implements AutoCloseable {
    @Override
    public void close() {
      synchronized (queue.monitor) {
        queue.lanes.release(path);
      }
      queue.dispatch();
    }
  }

  /** Runs other work with the service on the uploads' threads, later; not once this is closed. */
  public void later(Duration delay, Runnable work) {
    timer.after(
        delay.toNanos(),
        () -> {
          synchronized (monitor) {
            if (lanes.isClosed()) {
              return;
            }
          }
          workers.execute(work);
        });
  }

  /** Makes everything that waits, or failed, go at once. */
  public void retryAll() {
    goNow(job -> true);
  }

  /** Makes one item go at once, whether it waits, has failed, or was not queued yet. */
  public void retry(UploadItem item) {
    submit(item);
    long id = item.staged().facts().id();
    goNow(job -> job.id == id);
  }

  /** Whether close and fsync are to wait for the service's verdict. */
  public boolean isWriteThrough() {
    return settings.writeThrough();
  }

  /**
   * Waits until an item is stored, has failed for good, or nothing of it has moved for {@code
   * silence}.
   *
   * @return where it stands; empty when it is not queued any more
   */
  public Optional<UploadStatus> await(UploadItem item, Duration silence) {
    return waits.verdict(item.staged().facts().id(), silence);
  }

  /**
   * Waits until another file than this one is stored, whose staged bytes make room then.
   *
   * @param except of whoever waits; null = none
   * @return false when no other is to be sent, or none got further for {@code silence}
   */
  public boolean awaitOther(@Nullable StagedFile except, Duration silence) {
    long id = except == null ? Waits.NOBODY : except.facts().id();
    long stored;
    synchronized (monitor) {
      stored = jobs.stored();
    }
    goNow(job -> job.id != id && job.state == UploadState.WAITING);
    return waits.other(id, stored, silence);
  }

  /** Where an item stands; empty when it is not queued. */
  public Optional<UploadStatus> status(UploadItem item) {
    long id = item.staged().facts().id();
    synchronized (monitor) {
      return Optional.ofNullable(jobs.get(id)).map(job -> job.status(ticker.read()));
    }
  }

  /** Makes everything that waits go at once, without the rest of its quiet time or pause. */
  public void hurry() {
    goNow(job -> job.state != UploadState.FAILED);
  }

  /** As {@link #hurry()}, for the files of these ids only. */
  public void hurry(Set<Long> ids) {
    goNow(job -> job.state != UploadState.FAILED && ids.contains(job.id));
  }

  private void goNow(Predicate<UploadJob> which) {
    synchronized (monitor) {
      for (UploadJob job : jobs.all()) {
        if (job.state != UploadState.RUNNING && which.test(job)) {
          enqueue(job, 0);
        }
      }
    }
    dispatch();
  }

  /** Waits until everything that can be sent is sent, or {@code patience} is over. */
  public void await(Duration patience) {
    waits.all(patience);
  }

  /** As {@link #await(Duration)}, for the files of these ids only. */
  public void await(Set<Long> ids, Duration patience) {
    waits.all(ids, patience);
  }

  /** Everything not yet on the service. */
  public List<UploadStatus> status() {
    synchronized (monitor) {
      return jobs.status(ticker.read());
    }
  }

  public UploadProgress progress() {
    synchronized (monitor) {
      return jobs.progress();
    }
  }

  /** Starts nothing more and asks running tries to end; what is unsent stays in the journal. */
  @Override
  public void close() {
    synchronized (monitor) {
      lanes.close();
      long deadline = ticker.read() + Duration.ofSeconds(10).toNanos();
      while (!lanes.isIdle() && ticker.read() < deadline) {
        if (!waits.pause(TimeUnit.MILLISECONDS.toNanos(100))) {
          return;
        }
      }
    }
  }

  private void enqueue(UploadJob job, long delayNanos) {
    lanes.await(job, ticker.read() + delayNanos);
    timer.after(delayNanos, this::dispatch);
  }

  private void dispatch() {
    while (true) {
      UploadJob job;
      synchronized (monitor) {
        job = lanes.start(ticker.read());
      }
      if (job == null) {
        return;
      }
      workers.execute(
          () -> {
            tries.run(job);
            dispatch();
          });
    }
  }
}
