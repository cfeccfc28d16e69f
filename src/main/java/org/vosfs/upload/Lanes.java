package org.vosfs.upload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;

/**
 * Which job goes next: the one that waits longest, unless its place is held, or its file is being
 * sent already, or it is big and the last free place is kept for small ones. Guarded by the queue's
 * monitor.
 */
final class Lanes {
  /** Beyond this a file is "big". */
  private static final long BIG = 64L << 20;

  private final int places;
  private final TreeSet<UploadJob> waiting =
      new TreeSet<>(
          Comparator.comparingLong((UploadJob job) -> job.notBefore)
              .thenComparingLong(job -> job.id));
  private final Set<UploadJob> running = new HashSet<>();
  private final List<NodePath> held = new ArrayList<>();
  private int runningBig;
  private boolean closed;

  Lanes(int places) {
    this.places = places;
  }

  /** The job waits from now on, until {@code notBefore} at least. */
  void await(UploadJob job, long notBefore) {
    waiting.remove(job);
    job.state = job.attempts > 0 ? UploadState.BACKOFF : UploadState.WAITING;
    job.notBefore = notBefore;
    job.sent(0);
    waiting.add(job);
  }

  void remove(UploadJob job) {
    waiting.remove(job);
  }

  /** Nothing waits any more, and nothing is started from now on. */
  void close() {
    closed = true;
    waiting.clear();
  }

  boolean isClosed() {
    return closed;
  }

  /** The next job that may run now, marked as running; null when there is none. */
  @Nullable UploadJob start(long now) {
    if (closed || running.size() >= places) {
      return null;
    }
    boolean roomForBig = places == 1 || runningBig < places - 1;
    for (UploadJob job : waiting) {
      if (job.notBefore - now > 0) {
        return null;
      }
      if (!isHeld(job) && !isBeingSent(job.item) && (roomForBig || job.size() <= BIG)) {
        waiting.remove(job);
        job.state = UploadState.RUNNING;
        job.big = job.size() > BIG;
        running.add(job);
        runningBig += job.big ? 1 : 0;
        return job;
      }
    }
    return null;
  }

  /**
   * Whether earlier content of the same file is under way: a small one is sent to its end, also
   * once it is superseded, and must not arrive behind its successor.
   */
  private boolean isBeingSent(UploadItem item) {
    return running.stream().anyMatch(job -> job.item == item);
  }

  /** The job has ended its try. */
  void end(UploadJob job) {
    running.remove(job);
    runningBig -= job.big ? 1 : 0;
    job.state = UploadState.WAITING;
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  void hold(NodePath path) {
    held.add(path);
  }

  void release(NodePath path) {
    held.remove(path);
  }

  boolean isHeld(UploadJob job) {
    if (held.isEmpty()) {
      return false;
    }
    NodePath path = job.path();
    return path != null && held.stream().anyMatch(path::startsWith);
  }

  /** Whether a try at or below the path is under way; one whose name is gone counts as such. */
  boolean isRunningBelow(NodePath path) {
    return running.stream().map(UploadJob::path).anyMatch(at -> at == null || at.startsWith(path));
  }
}
