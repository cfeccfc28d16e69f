package org.vosfs.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.vosfs.http.Traffic;
import org.vosfs.status.Figure;
import org.vosfs.status.Figure.Amount;
import org.vosfs.status.Figure.Kind;
import org.vosfs.status.Figure.Times;
import org.vosfs.upload.UploadState;
import org.vosfs.upload.UploadStatus;

/** What monitors read of one mounted space: the counters that the status shows, no others. */
final class SpaceFigures {
  private final Supplier<SpaceStatus.Parts> parts;
  private final Supplier<Unsent.Pending> unsent;

  /**
   * @param parts asked only when a figure is read
   */
  SpaceFigures(Supplier<SpaceStatus.Parts> parts, Supplier<Unsent.Pending> unsent) {
    this.parts = parts;
    this.unsent = unsent;
  }

  private SpaceStatus.Parts parts() {
    return parts.get();
  }

  private Traffic traffic() {
    return parts().traffic();
  }

  List<Figure> all() {
    List<Figure> all = new ArrayList<>();
    all.addAll(requests());
    all.addAll(cache());
    all.addAll(uploads());
    all.addAll(access());
    return all;
  }

  private List<Figure> requests() {
    return List.of(
        new Figure(
            "vosfs_requests_total",
            Kind.COUNTER,
            "HTTP requests to services, every try; result: class of the status, or failed",
            List.of("method", "result"),
            () ->
                traffic().requests().stream()
                    .map(some -> new Amount(List.of(some.method(), some.result()), some.count()))
                    .toList()),
        new Figure(
            "vosfs_request_duration_seconds",
            Kind.HISTOGRAM,
            "time from sending a request to the head of its answer, or to its failure",
            List.of("method"),
            () ->
                traffic().times().stream()
                    .map(some -> new Times(List.of(some.method()), some.times()))
                    .toList()),
        Figure.gauge(
            "vosfs_requests_running",
            "requests whose answers are not read yet",
            () -> traffic().running()),
        Figure.counter(
            "vosfs_sent_bytes_total", "bytes of request bodies", () -> traffic().sentBytes()),
        Figure.counter(
            "vosfs_received_bytes_total",
            "bytes of reply bodies",
            () -> traffic().receivedBytes()));
  }

  private List<Figure> cache() {
    return List.of(
        Figure.gauge(
            "vosfs_cache_bytes",
            "cached content on the disk",
            () -> parts().blocks().usage().bytes()),
        Figure.gauge(
            "vosfs_cache_limit_bytes",
            "most bytes of cached content",
            () -> parts().blocks().usage().limit()),
        Figure.gauge(
            "vosfs_cache_files", "contents in the cache", () -> parts().blocks().usage().files()),
        Figure.counter(
            "vosfs_cache_hits_total",
            "reads served without waiting for the service",
            () -> parts().blocks().usage().hits()),
        Figure.counter(
            "vosfs_cache_misses_total",
            "reads that had to wait for the service",
            () -> parts().blocks().usage().misses()),
        Figure.counter(
            "vosfs_cache_fetched_bytes_total",
            "bytes brought into the cache",
            () -> parts().blocks().usage().fetchedBytes()),
        Figure.counter(
            "vosfs_cache_evicted_bytes_total",
            "bytes dropped from the cache to make room",
            () -> parts().blocks().usage().evictedBytes()),
        Figure.gauge(
            "vosfs_metadata_nodes",
            "nodes known, the old ones included",
            () -> parts().meta().usage().nodes()),
        Figure.counter(
            "vosfs_metadata_hits_total",
            "questions about nodes that were answered from memory",
            () -> parts().meta().usage().hits()),
        Figure.counter(
            "vosfs_metadata_misses_total",
            "questions about nodes that memory could not answer",
            () -> parts().meta().usage().misses()));
  }

  private List<Figure> uploads() {
    return List.of(
        Figure.gauge(
            "vosfs_unsent_files", "files not on the service yet", () -> unsent.get().files()),
        Figure.gauge("vosfs_unsent_bytes", "bytes of these files", () -> unsent.get().bytes()),
        Figure.gauge(
            "vosfs_unsent_held_files",
            "files among these that do not go by themselves now: being written, failed, interrupted",
            () -> unsent.get().failed()),
        new Figure(
            "vosfs_upload_queue_files",
            Kind.GAUGE,
            "files in the upload queue; state: waiting, running, backoff or failed",
            List.of("state"),
            this::states),
        Figure.counter(
            "vosfs_uploaded_files_total",
            "files brought to the service",
            () -> parts().uploads().progress().stored()),
        Figure.gauge(
            "vosfs_quarantined_files",
            "staged files that a restart could not make sense of",
            () -> parts().quarantined()));
  }

  private List<Amount> states() {
    Map<UploadState, Integer> counts = new LinkedHashMap<>();
    for (UploadState state : UploadState.values()) {
      counts.put(state, 0);
    }
    for (UploadStatus item : parts().uploads().status()) {
      counts.merge(item.state(), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(
            entry ->
                new Amount(
                    List.of(entry.getKey().name().toLowerCase(Locale.ROOT)), entry.getValue()))
        .toList();
  }

  private List<Figure> access() {
    return List.of(
        Figure.gauge(
            "vosfs_offline",
            "1 while the mount was told to ask the service nothing",
            () -> parts().client().isOffline() ? 1 : 0),
        Figure.gauge(
            "vosfs_credential_usable",
            "0 when the credential cannot be used",
            () -> parts().credential().isUsable() ? 1 : 0),
        new Figure(
            "vosfs_credential_expiry_timestamp_seconds",
            Kind.GAUGE,
            "end of the credential in seconds since 1970; absent when it tells none",
            List.of(),
            () ->
                parts().credential().expires().map(Instant::getEpochSecond).stream()
                    .map(end -> new Amount(List.of(), end))
                    .toList()));
  }
}
