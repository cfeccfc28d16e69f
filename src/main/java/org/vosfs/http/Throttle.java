package org.vosfs.http;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.vosfs.base.Ticker;

/**
 * Counts the bytes of one direction and holds it to its rate: every taker waits until the bytes
 * before its own have had their time. Thread-safe; waits without the lock.
 */
final class Throttle {
  private static final long SECOND = 1_000_000_000L;

  /** Parts of a second that one step takes at most, so that nobody waits long and many share. */
  private static final int STEPS = 8;

  private final long bytesPerSecond;
  private final Ticker ticker;
  private final Pause pause;
  private final IntConsumer counted;
  private long freeAt;

  /**
   * @param bytesPerSecond 0 = no limit
   * @param counted told of all bytes
   */
  Throttle(long bytesPerSecond, Ticker ticker, Pause pause, IntConsumer counted) {
    this.bytesPerSecond = bytesPerSecond;
    this.ticker = ticker;
    this.pause = pause;
    this.counted = counted;
    this.freeAt = ticker.read();
  }

  /** How many of {@code length} bytes to move in one step, at least 1. */
  int step(int length) {
    return bytesPerSecond == 0
        ? length
        : (int) Math.min(length, Math.max(1, bytesPerSecond / STEPS));
  }

  /** Returns when {@code bytes} may have been moved. */
  void take(int bytes) throws InterruptedIOException {
    if (bytes <= 0) {
      return;
    }
    counted.accept(bytes);
    if (bytesPerSecond == 0) {
      return;
    }
    long wait;
    synchronized (this) {
      long now = ticker.read();
      freeAt = Math.max(freeAt, now) + bytes * SECOND / bytesPerSecond;
      wait = freeAt - now;
    }
    try {
      pause.sleep(Duration.ofNanos(wait));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for bandwidth");
    }
  }
}
