package org.vosfs.upload;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.vosfs.vospace.VospaceException;

/**
 * How long to wait before the next try: doubling, with jitter so that many clients do not come back
 * at once; never shorter than what the service asked for. Not thread-safe beyond its random source.
 */
final class Backoff {
  private static final int LAST_DOUBLING = 20;

  /** A service that wants to be left alone for longer is asked again all the same. */
  private static final Duration MOST_OBEDIENCE = Duration.ofMinutes(10);

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /**
   * @param attempts failed tries so far, at least 1
   */
  Duration pause(int attempts, Throwable failure) {
    long doubled = first.toMillis() << Math.min(LAST_DOUBLING, Math.max(0, attempts - 1));
    long bounded = Math.min(longest.toMillis(), Math.max(first.toMillis(), doubled));
    Duration pause = Duration.ofMillis(bounded / 2 + (long) (random.nextDouble() * bounded / 2));
    if (failure instanceof VospaceException.Throttled throttled) {
      Duration asked = throttled.retryAfter().orElse(Duration.ZERO);
      Duration obeyed = asked.compareTo(MOST_OBEDIENCE) > 0 ? MOST_OBEDIENCE : asked;
      return obeyed.compareTo(pause) > 0 ? obeyed : pause;
    }
    return pause;
  }
}
