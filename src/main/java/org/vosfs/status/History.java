package org.vosfs.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counters of a mount over the last minutes: a ring of samples of values that only grow. Taking one
 * costs no more than reading the counters. Thread-safe.
 */
public final class History {
  private static final double MILLIS = 1000;

  private final List<String> names;
  private final Supplier<List<Long>> counters;
  private final int size;
  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long millis, List<Long> values) {}

  /**
   * @param size samples kept
   * @param names of the counters, in the order of their values
   */
  public History(int size, List<String> names, Supplier<List<Long>> counters) {
    this.size = size;
    this.names = List.copyOf(names);
    this.counters = counters;
  }

  /** Takes a sample; a clock that was set back begins the history anew. */
  public void sample(Instant now) {
    List<Long> values = counters.get();
    synchronized (this) {
      Sample last = samples.peekLast();
      if (last != null && now.toEpochMilli() <= last.millis) {
        samples.clear();
      }
      if (samples.size() == size) {
        samples.removeFirst();
      }
      samples.addLast(new Sample(now.toEpochMilli(), values));
    }
  }

  /** Rates by the second, over about the last {@code span}; empty when there was no time yet. */
  public synchronized Map<String, Double> rates(Duration span) {
    Sample last = samples.peekLast();
    Sample first = null;
    Iterator<Sample> backwards = samples.descendingIterator();
    while (last != null && backwards.hasNext()) {
      Sample sample = backwards.next();
      first = sample;
      if (last.millis - sample.millis >= span.toMillis()) {
        break;
      }
    }
    Map<String, Double> rates = new LinkedHashMap<>();
    if (last != null && first != null && last.millis > first.millis) {
      for (int i = 0; i < names.size(); i++) {
        rates.put(names.get(i), rate(first, last, i));
      }
    }
    return rates;
  }

  private static double rate(Sample from, Sample to, int counter) {
    return (to.values.get(counter) - from.values.get(counter)) * MILLIS / (to.millis - from.millis);
  }

  /**
   * Everything kept: {@code times} in seconds since 1970, and under each counter's name its rate by
   * the second between each time and the one before.
   */
  public synchronized Map<String, Object> told() {
    List<Double> times = new ArrayList<>();
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    names.forEach(name -> rates.put(name, new ArrayList<>()));
    Sample before = null;
    for (Sample sample : samples) {
      if (before != null) {
        times.add(sample.millis / MILLIS);
        for (int i = 0; i < names.size(); i++) {
          rates
              .computeIfAbsent(names.get(i), name -> new ArrayList<>())
              .add(rate(before, sample, i));
        }
      }
      before = sample;
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("times", times);
    told.putAll(rates);
    return told;
  }
}
