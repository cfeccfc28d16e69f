package org.vosfs.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who gives no usable answer now, since when, and why: for people to read, no decision is made by
 * it. An answer ends it, except one that says that the service itself is away. Thread-safe.
 */
public final class Silences {
  /** A storage site that nobody has asked for so long is of no interest any more. */
  private static final long MEMORY = Duration.ofHours(1).toNanos();

  /** What a service answers, or a proxy for it, while it cannot work (protocol §12.1). */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private static final Set<HttpFailure.Kind> SILENT =
      Set.of(HttpFailure.Kind.UNREACHABLE, HttpFailure.Kind.LOST, HttpFailure.Kind.TIMED_OUT);

  private final Map<Origin, Silence> byOrigin = new ConcurrentHashMap<>();

  /**
   * One that is silent.
   *
   * @param why the last failure, one line that names it
   * @param since of the first failure after its last answer, as the ticker says
   * @param last of the last failure, as the ticker says
   */
  public record Silence(Origin who, String why, long since, long last) {}

  void failed(HttpFailure failure, Origin who, long now) {
    if (SILENT.contains(failure.kind())) {
      note(who, String.valueOf(failure.getMessage()), now);
    }
  }

  void answered(Origin who, int status, long now) {
    if (AWAY.contains(status)) {
      note(who, who + " answers with status " + status, now);
    } else if (!byOrigin.isEmpty()) {
      byOrigin.remove(who);
    }
  }

  private void note(Origin who, String why, long now) {
    byOrigin.merge(
        who,
        new Silence(who, why, now, now),
        (known, fresh) -> new Silence(who, why, known.since(), now));
  }

  /** All of them, the longest first. */
  public List<Silence> now(long now) {
    byOrigin.values().removeIf(silence -> now - silence.last() > MEMORY);
    return byOrigin.values().stream().sorted(Comparator.comparingLong(Silence::since)).toList();
  }
}
