package org.vosfs.base;

/** Runs things later, on a thread of its own that must not be blocked. Thread-safe. */
@FunctionalInterface
public interface Timer {
  /** Runs {@code task} once, {@code delayNanos} from now at the earliest; never, after the end. */
  void after(long delayNanos, Runnable task);
}
