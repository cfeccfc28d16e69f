package org.vosfs.upload;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFile;

/** One item's place in the queue; guarded by the queue's monitor except for {@link #sent()}. */
final class UploadJob {
  final long id;
  final StagedFile staged;
  final UploadItem item;
  UploadState state = UploadState.WAITING;
  long notBefore;
  int attempts;
  @Nullable String problem;

  /** Its item knows that it has failed. */
  boolean told;

  /** Submitted again while it ran. */
  boolean again;

  /** Taken out while it ran. */
  boolean withdrawn;

  boolean big;
  final Pace pace = new Pace();
  private volatile long sent;
  private volatile long farthest;
  private String lastPath = "?";

  UploadJob(UploadItem item) {
    this.item = item;
    this.staged = item.staged();
    this.id = staged.facts().id();
  }

  boolean hasFailed() {
    return state == UploadState.FAILED;
  }

  /** Bytes of the running try that are with the service. */
  long sent() {
    return sent;
  }

  /** The most bytes that any try has brought to the service. */
  long farthest() {
    return farthest;
  }

  /** By the thread that runs the try, or while none does. */
  void sent(long bytes, long now) {
    pace.moved(bytes, now);
    sent(bytes);
  }

  /** The same, without a look at the pace. */
  void sent(long bytes) {
    sent = bytes;
    if (bytes > farthest) {
      farthest = bytes;
    }
  }

  long size() {
    return staged.size();
  }

  /** Where it is to go now; null when the name is gone. */
  @Nullable NodePath path() {
    try {
      NodePath path = item.path();
      lastPath = path.toString();
      return path;
    } catch (IOException e) {
      return null;
    }
  }

  String lastPath() {
    path();
    return lastPath;
  }

  UploadStatus status(long now) {
    long rate = state == UploadState.RUNNING ? pace.rate(now) : 0;
    boolean waits =
        state == UploadState.WAITING || state == UploadState.BACKOFF || state == UploadState.MAPPED;
    long pause = waits ? Math.max(0, notBefore - now) : 0;
    return new UploadStatus(id, lastPath(), state, sent, rate, size(), attempts, pause, problem);
  }
}
