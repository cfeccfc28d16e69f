package org.vosfs.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting without sleeping: every wait ends early when its latch opens. */
final class Pauses {
  private Pauses() {}

  /** Waits until the latch opens. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the latch opens or the time is over; true when it opened. */
  static boolean await(CountDownLatch latch, Duration atMost) {
    if (atMost.isZero()) {
      return latch.getCount() == 0;
    }
    try {
      return latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
