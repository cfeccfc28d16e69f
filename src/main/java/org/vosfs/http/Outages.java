package org.vosfs.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vosfs.base.Ticker;

/**
 * Remembers who just proved unreachable, so that the calls of the next seconds fail after one quick
 * try instead of each waiting out its deadline. One answer, whatever it says, ends the outage.
 * Thread-safe.
 */
final class Outages {
  /** How long one failure is remembered. */
  static final Duration MEMORY = Duration.ofSeconds(5);

  /** The time one try gets while an outage is remembered. */
  static final Duration QUICK = Duration.ofSeconds(3);

  private final Ticker ticker;
  private final Map<Origin, Long> lastFailure = new ConcurrentHashMap<>();

  Outages(Ticker ticker) {
    this.ticker = ticker;
  }

  boolean isDown(Origin origin) {
    Long at = lastFailure.get(origin);
    return at != null && ticker.read() - at < MEMORY.toNanos();
  }

  void answered(Origin origin) {
    if (!lastFailure.isEmpty()) {
      lastFailure.remove(origin);
    }
  }

  void failed(Origin origin) {
    lastFailure.put(origin, ticker.read());
  }
}
