package org.vosfs.http;

import java.time.Duration;

/** Waits; a parameter, so that tests need no time. */
@FunctionalInterface
public interface Pause {
  void sleep(Duration duration) throws InterruptedException;
}
