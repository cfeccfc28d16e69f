package org.vosfs.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A fault bound to requests; made by {@link Faults#add}. Thread-safe. */
public final class FaultRule {
  private final String method;
  private final Pattern target;
  private final Fault fault;
  private final AtomicInteger left;
  private final AtomicInteger hits = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);

  FaultRule(String method, String targetRegex, int count, Fault fault) {
    this.method = method;
    this.target = Pattern.compile(targetRegex);
    this.left = new AtomicInteger(count);
    this.fault = fault;
  }

  boolean take(String requestMethod, String rawTarget) {
    if (!method.equals("*") && !method.equals(requestMethod)) {
      return false;
    }
    if (!target.matcher(rawTarget).find()) {
      return false;
    }
    if (left.getAndUpdate(n -> n > 0 ? n - 1 : n) <= 0) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }

  Fault fault() {
    return fault;
  }

  /** How many requests this rule has hit. */
  public int hits() {
    return hits.get();
  }

  /** Lets stalled requests go on, also future ones. */
  public void release() {
    released.countDown();
  }

  /** Ends the rule: it hits no further request, and releases the stalled ones. */
  public void end() {
    left.set(0);
    release();
  }

  void awaitRelease() {
    Pauses.await(released);
  }
}
