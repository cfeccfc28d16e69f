package org.vosfs.upload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All items of the queue, and sums over them. Guarded by the queue's monitor. */
final class Jobs {
  private final Map<Long, UploadJob> byId = new HashMap<>();
  private long stored;

  @Nullable UploadJob get(long id) {
    return byId.get(id);
  }

  /** The job of that id; {@code fresh} from now on, when there was none. */
  UploadJob getOrAdd(UploadJob fresh) {
    return byId.computeIfAbsent(fresh.id, id -> fresh);
  }

  void remove(UploadJob job) {
    byId.remove(job.id);
  }

  /** It is on the service. */
  void stored(UploadJob job) {
    byId.remove(job.id);
    stored++;
  }

  /** How many were stored so far. */
  long stored() {
    return stored;
  }

  /** A copy, so that the caller may add and remove. */
  List<UploadJob> all() {
    return new ArrayList<>(byId.values());
  }

  /** Whether another than that one is still to be sent. */
  boolean hasOther(long id) {
    return byId.values().stream().anyMatch(job -> job.id != id && !job.hasFailed());
  }

  /** Whether one of those is still to be sent. */
  boolean hasAny(Set<Long> ids) {
    for (long id : ids) {
      UploadJob job = byId.get(id);
      if (job != null && !job.hasFailed()) {
        return true;
      }
    }
    return false;
  }

  /** Grows only when an upload gets further than it ever was; repeating the same does not count. */
  long farthest() {
    return byId.values().stream().mapToLong(UploadJob::farthest).sum();
  }

  List<UploadStatus> status(long now) {
    return byId.values().stream()
        .sorted(Comparator.comparingLong(job -> job.id))
        .map(job -> job.status(now))
        .toList();
  }

  UploadProgress progress() {
    int files = 0;
    int failed = 0;
    long bytes = 0;
    for (UploadJob job : byId.values()) {
      if (job.hasFailed()) {
        failed++;
      } else {
        files++;
        bytes += Math.max(0, job.size() - job.sent());
      }
    }
    return new UploadProgress(files, bytes, failed, stored);
  }
}
