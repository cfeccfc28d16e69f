package org.vosfs.base;

/**
 * A monotonic time source in nanoseconds, for measuring spans; never goes back, unlike the wall
 * clock. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since an arbitrary origin. */
  long read();
}
