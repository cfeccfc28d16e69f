package org.vosfs.upload;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.VospaceException;

/**
 * Tries of queued files, and what follows from their outcome: done, repeated after a pause, begun
 * anew because the file changed meanwhile, or failed until somebody retries.
 */
final class Tries {
  private static final Logger log = LoggerFactory.getLogger(Tries.class);

  private static final Duration MAPPED_LOOK = Duration.ofSeconds(1);

  /** Takes a job back; with the monitor held. */
  interface Queue {
    void again(UploadJob job, long delayNanos);
  }

  /** The state of the queue, and the monitor that guards it. */
  record Place(Object monitor, Jobs jobs, Lanes lanes, Queue queue) {}

  private final FileUpload upload;
  private final Place place;
  private final Duration quiet;
  private final Backoff backoff;
  private final Ticker ticker;

  Tries(FileUpload upload, Place place, Duration quiet, Backoff backoff, Ticker ticker) {
    this.upload = upload;
    this.place = place;
    this.quiet = quiet;
    this.backoff = backoff;
    this.ticker = ticker;
  }

  /** Tries it; all there is to know of the outcome is in the job when this returns. */
  void run(UploadJob job) {
    UploadItem item = job.item;
    try {
      if (!item.settle(job.staged)) {
        lookAgain(job);
        return;
      }
      FileUpload.Outcome outcome =
          upload.run(item, job.staged, () -> isWanted(job), sent -> job.sent(sent, ticker.read()));
      settle(job, outcome == FileUpload.Outcome.CHANGED_MEANWHILE, null, null);
    } catch (IOException | VospaceException | RuntimeException e) {
      settleFailure(job, item, e);
    } catch (Error e) {
      settle(job, false, e, "internal error: " + e);
      throw e;
    } finally {
      job.staged.closeChannel(); // many may wait for their next try
    }
  }

  /** Nobody tells when a program gives up its mapping. */
  private void lookAgain(UploadJob job) {
    synchronized (place.monitor()) {
      boolean over = job.withdrawn && !job.again;
      place.lanes().end(job);
      if (over) {
        place.jobs().remove(job);
      } else {
        job.again = false;
        place.queue().again(job, MAPPED_LOOK.toNanos());
        job.state = UploadState.MAPPED;
      }
      place.monitor().notifyAll();
    }
  }

  private void settleFailure(UploadJob job, UploadItem item, Exception e) {
    Throwable cause = e instanceof VospaceException.Local ? e.getCause() : e;
    if (cause instanceof UploadEnded) {
      settle(job, true, null, null);
      return;
    }
    if (isOver(job)) {
      settle(job, false, null, null);
      return;
    }
    boolean passing = Failures.isPassing(e);
    String problem = Failures.line(e);
    if (settle(job, passing, e, problem)) {
      if (passing) {
        log.info("upload of {} will be repeated: {}", job.lastPath(), problem);
      } else {
        log.error("upload of {} failed: {}; the bytes are kept", job.lastPath(), problem, e);
        item.failed(e, problem);
        synchronized (place.monitor()) {
          job.told = true;
          place.monitor().notifyAll();
        }
      }
    }
  }

  /** Removed or replaced while it was being sent: whatever went wrong then is no failure. */
  private static boolean isOver(UploadJob job) {
    if (job.staged.isGone()) {
      return true;
    }
    try {
      job.item.path();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Ends a try.
   *
   * @return true when the failure counts: nobody withdrew or resubmitted the item meanwhile
   */
  private boolean settle(
      UploadJob job, boolean repeat, @Nullable Throwable failure, @Nullable String problem) {
    synchronized (place.monitor()) {
      place.lanes().end(job);
      boolean counts = failure != null && !job.withdrawn && !job.again;
      if (job.withdrawn && !job.again) {
        place.jobs().remove(job);
      } else if (job.again) {
        job.again = false;
        place.queue().again(job, quiet.toNanos());
      } else if (failure != null && !repeat) {
        job.attempts++;
        job.problem = problem;
        job.state = UploadState.FAILED;
      } else if (failure != null) {
        job.attempts++;
        job.problem = problem;
        place.queue().again(job, backoff.pause(job.attempts, failure).toNanos());
      } else if (repeat) {
        place.queue().again(job, 0);
      } else {
        place.jobs().stored(job);
      }
      place.monitor().notifyAll();
      return counts;
    }
  }

  private boolean isWanted(UploadJob job) {
    synchronized (place.monitor()) {
      return !place.lanes().isClosed()
          && !job.withdrawn
          && !job.again
          && !place.lanes().isHeld(job);
    }
  }
}
