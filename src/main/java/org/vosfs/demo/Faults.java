package org.vosfs.demo;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The faults in force. The first rule that matches a request takes it. Thread-safe. */
public final class Faults {
  private final CopyOnWriteArrayList<FaultRule> rules = new CopyOnWriteArrayList<>();
  private volatile Duration latency = Duration.ZERO;

  /**
   * Adds a rule.
   *
   * @param method HTTP method or {@code *}
   * @param targetRegex searched in the raw path and query, such as {@code /minoc1/files/}
   * @param count how many requests it hits
   */
  public FaultRule add(String method, String targetRegex, int count, Fault fault) {
    FaultRule rule = new FaultRule(method, targetRegex, count, fault);
    rules.add(rule);
    return rule;
  }

  /** Adds a rule for all matching requests until {@link FaultRule#end}. */
  public FaultRule always(String method, String targetRegex, Fault fault) {
    return add(method, targetRegex, Integer.MAX_VALUE, fault);
  }

  /** Delays every request by this much before it is processed. */
  public void latency(Duration value) {
    latency = value;
  }

  Duration latency() {
    return latency;
  }

  /** Ends all rules, releases all stalled requests, removes the latency. */
  public void clear() {
    latency = Duration.ZERO;
    for (FaultRule rule : rules) {
      rule.end();
    }
    rules.clear();
  }

  @Nullable FaultRule match(String method, String rawTarget) {
    if (rules.isEmpty()) {
      return null;
    }
    for (FaultRule rule : rules) {
      if (rule.take(method, rawTarget)) {
        return rule;
      }
    }
    return null;
  }
}
