package org.vosfs.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/**
 * What to do after a try that did not end well: the table of protocol §12.2, in one place. A
 * decision depends on nothing but its arguments and the jitter.
 */
final class RetryPolicy {
  /** Tries in all, the first included. */
  static final int MOST_TRIES = 5;

  /** Longest obedience to Retry-After: a caller hangs meanwhile. */
  static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration SHORT = Duration.ofMillis(250);

  /** The verdict. */
  sealed interface Decision {
    /** The outcome stands. */
    record Accept() implements Decision {}

    /** Try again after a pause. */
    record Again(Duration pause) implements Decision {}

    /** The service may have acted: the caller has to look before it repeats. */
    record Ambiguous() implements Decision {}
  }

  private static final Decision ACCEPT = new Decision.Accept();
  private static final Decision AMBIGUOUS = new Decision.Ambiguous();

  private final Random random;

  RetryPolicy(Random random) {
    this.random = random;
  }

  /** True when a reply of that status is to be shown to {@link #decide} at all. */
  static boolean concerns(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /**
   * Decides.
   *
   * @param tries how often the request was sent so far, at least 1
   * @param remaining time left for the whole call
   */
  Decision decide(Repeat repeat, Outcome outcome, int tries, Duration remaining) {
    Decision decision = rule(repeat, outcome, tries);
    if (decision instanceof Decision.Again again
        && (tries >= MOST_TRIES || again.pause().compareTo(remaining) >= 0)) {
      return ACCEPT;
    }
    return decision;
  }

  private Decision rule(Repeat repeat, Outcome outcome, int tries) {
    if (repeat == Repeat.NEVER) {
      return ACCEPT;
    }
    if (outcome instanceof Outcome.Failed failed) {
      return afterFailure(repeat, failed.kind(), tries);
    }
    return afterAnswer(repeat, (Outcome.Answered) outcome, tries);
  }

  private Decision afterFailure(Repeat repeat, HttpFailure.Kind kind, int tries) {
    return switch (kind) {
      case UNREACHABLE -> new Decision.Again(backoff(tries));
      case LOST, TIMED_OUT ->
          repeat == Repeat.ONCE
              ? AMBIGUOUS
              : new Decision.Again(tries == 1 ? Duration.ZERO : backoff(tries - 1));
      case BAD_REDIRECT, CREDENTIAL, LOCAL -> ACCEPT;
    };
  }

  private Decision afterAnswer(Repeat repeat, Outcome.Answered answer, int tries) {
    return switch (answer.status()) {
      case 503 -> afterBusy(answer, tries);
      case 429 -> new Decision.Again(patience(answer, tries));
      case 408, 502, 504 -> repeat == Repeat.ONCE ? AMBIGUOUS : new Decision.Again(backoff(tries));
      case 500 -> repeat == Repeat.SAFE && tries == 1 ? new Decision.Again(SHORT) : ACCEPT;
      default -> ACCEPT;
    };
  }

  /** Maintenance lasts for hours: refused at once (protocol §12.2). */
  private Decision afterBusy(Outcome.Answered answer, int tries) {
    boolean maintenance = answer.text().toLowerCase(Locale.ROOT).contains("read-only");
    return maintenance ? ACCEPT : new Decision.Again(patience(answer, tries));
  }

  private Duration patience(Outcome.Answered answer, int tries) {
    return answer
        .retryAfter()
        .map(wanted -> wanted.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : wanted)
        .orElseGet(() -> backoff(tries));
  }

  /** 1, 2, 4 … seconds, of which up to half is taken off at random. */
  private Duration backoff(int tries) {
    long nanos = FIRST_BACKOFF.toNanos() << Math.min(tries - 1, 6);
    return Duration.ofNanos(nanos - (long) (random.nextDouble() * nanos / 2));
  }
}
