package org.vosfs.http;

import java.time.Duration;
import org.vosfs.base.Ticker;

/** A point on a ticker's scale by which something has to be over. Immutable. */
public record Deadline(Ticker ticker, long end) {

  public static Deadline in(Duration span, Ticker ticker) {
    return new Deadline(ticker, ticker.read() + span.toNanos());
  }

  /** Time left; zero once it is over. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - ticker.read()));
  }

  public boolean isOver() {
    return end - ticker.read() <= 0;
  }
}
