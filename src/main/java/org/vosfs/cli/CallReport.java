package org.vosfs.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vosfs.fuse.CallMeters;

/** The kernel's calls, as status shows them. */
final class CallReport {
  private static final long NANOS_PER_MICRO = 1000;

  private CallReport() {}

  /** Counts and times in microseconds, by operation. */
  static Map<String, Object> of(List<CallMeters.Count> counts) {
    Map<String, Object> report = new LinkedHashMap<>();
    for (CallMeters.Count count : counts) {
      report.put(
          count.operation().name().toLowerCase(Locale.ROOT),
          Map.of(
              "calls",
              count.calls(),
              "failures",
              count.failures(),
              "meanMicros",
              count.totalNanos() / count.calls() / NANOS_PER_MICRO,
              "slowestMicros",
              count.slowestNanos() / NANOS_PER_MICRO));
    }
    return report;
  }
}
