package org.vosfs.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Warns of a credential's end three days, one day and one hour ahead, and when it has come; each
 * once, and anew for another end. Used by one thread.
 */
final class Validity {
  private static final List<Duration> AHEAD =
      List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(3));

  private Instant end = Instant.MIN;
  private int told = AHEAD.size();

  /** The warning that is due, if any. */
  Optional<String> warning(Instant now, Instant expires) {
    if (!expires.equals(end)) {
      end = expires;
      told = AHEAD.size();
    }
    Duration left = Duration.between(now, expires);
    int due = 0;
    while (due < AHEAD.size() && left.compareTo(AHEAD.get(due)) > 0) {
      due++;
    }
    if (due >= told) {
      return Optional.empty();
    }
    told = due;
    return Optional.of(due == 0 ? "has expired" : "expires in " + words(left));
  }

  /** A duration in its two largest units. */
  static String words(Duration left) {
    if (left.isNegative()) {
      return "0 minutes";
    }
    if (left.toDays() > 0) {
      return left.toDays() + " days " + left.toHoursPart() + " hours";
    }
    return left.toHours() > 0
        ? left.toHours() + " hours " + left.toMinutesPart() + " minutes"
        : left.toMinutes() + " minutes";
  }
}
