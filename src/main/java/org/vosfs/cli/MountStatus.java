package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vosfs.fuse.CallMeters;
import org.vosfs.fuse.FuseMount;
import org.vosfs.http.Traffic;
import org.vosfs.status.Figure;
import org.vosfs.status.Figure.Amount;
import org.vosfs.status.Figure.Kind;
import org.vosfs.status.Figure.Times;
import org.vosfs.status.History;
import org.vosfs.status.StatusSource;

/** What a mount tells: the status, the figures for monitors, and what happened lately. */
final class MountStatus {
  /** Ten minutes. */
  private static final int SAMPLES = 300;

  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration LATELY = Duration.ofSeconds(10);

  private final MountRequest request;
  private final Layers layers;
  private final FuseMount mount;
  private final Instant since;
  private final History history;
  private volatile Map<String, Object> listeners = Map.of();

  MountStatus(MountRequest request, Layers layers, FuseMount mount, Instant since) {
    this.request = request;
    this.layers = layers;
    this.mount = mount;
    this.since = since;
    this.history =
        new History(
            SAMPLES,
            List.of("requests", "failures", "receivedBytes", "sentBytes", "calls"),
            this::counters);
  }

  private List<Long> counters() {
    Traffic traffic = layers.traffic();
    long requests = 0;
    long failures = 0;
    for (Traffic.Requests some : traffic.requests()) {
      requests += some.count();
      failures += some.isFailure() ? some.count() : 0;
    }
    long calls = mount.meters().snapshot().stream().mapToLong(CallMeters.Count::calls).sum();
    return List.of(requests, failures, traffic.receivedBytes(), traffic.sentBytes(), calls);
  }

  /** Takes samples for as long as the calling thread is let. */
  void keepHistory() {
    try {
      while (true) {
        history.sample(Instant.now());
        TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says where else the mount can be asked, by name. */
  void tellOf(Map<String, Object> addresses) {
    listeners = Map.copyOf(addresses);
  }

  History history() {
    return history;
  }

  /** Everything, as {@code vosfs status --json} shows it. */
  Map<String, Object> snapshot() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("space", request.space().text());
    status.put("mountPoint", request.mountPoint().toString());
    status.put("pid", ProcessHandle.current().pid());
    status.put("since", since.toString());
    status.put("version", Version.text());
    status.put("kernel", kernel());
    status.put("fuseLibrary", mount.libraryName());
    status.put("fuseFeatures", mount.features());
    status.put("fuseMissing", mount.missingFeatures());
    status.put("readOnly", request.settings().get(request.options().readOnly));
    status.put("unsent", layers.unsent().pending().asMap());
    for (Map.Entry<String, StatusSource> source : layers.status().entrySet()) {
      status.put(source.getKey(), source.getValue().snapshot());
    }
    status.put("rates", history.rates(LATELY));
    status.put("calls", CallReport.of(mount.meters().snapshot()));
    status.putAll(listeners);
    return status;
  }

  private static String kernel() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  List<Figure> figures() {
    List<Figure> all =
        new ArrayList<>(
            own(
                () ->
                    List.of(
                        Version.text(),
                        request.space().text(),
                        request.mountPoint().toString(),
                        mount.libraryName()),
                since,
                () -> mount.meters().snapshot()));
    all.addAll(layers.figures());
    return all;
  }

  /** What every mount has, whatever is below it. */
  static List<Figure> own(
      Supplier<List<String>> info, Instant since, Supplier<List<CallMeters.Count>> calls) {
    return List.of(
        new Figure(
            "vosfs_mount_info",
            Kind.INFO,
            "always 1; the labels tell which mount this is",
            List.of("version", "space", "mountpoint", "fuse_library"),
            () -> List.of(new Amount(info.get(), 1))),
        Figure.gauge(
            "vosfs_mount_timestamp_seconds",
            "when it was mounted, in seconds since 1970",
            since::getEpochSecond),
        Figure.gauge(
            "vosfs_heap_bytes",
            "Java heap in use",
            () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()),
        new Figure(
            "vosfs_call_duration_seconds",
            Kind.HISTOGRAM,
            "time to answer the kernel's calls",
            List.of("operation"),
            () ->
                calls.get().stream()
                    .map(count -> new Times(List.of(operation(count)), count.times()))
                    .toList()),
        new Figure(
            "vosfs_call_failures_total",
            Kind.COUNTER,
            "calls answered with an errno, ENOENT included",
            List.of("operation"),
            () ->
                calls.get().stream()
                    .map(count -> new Amount(List.of(operation(count)), count.failures()))
                    .toList()));
  }

  private static String operation(CallMeters.Count count) {
    return count.operation().name().toLowerCase(Locale.ROOT);
  }
}
