package org.vosfs.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Durations;

/**
 * Counts what goes over the wire: every try of every request, redirects included, and the bytes of
 * bodies. Thread-safe.
 */
public final class Traffic {
  private static final String FAILED = "failed";

  /** Methods are few; a service cannot add to them. */
  private final Map<String, Method> methods = new ConcurrentHashMap<>();

  private final LongAdder running = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final Silences silences = new Silences();
  private volatile @Nullable String lastFailure;

  private static final class Method {
    private final Map<String, LongAdder> results = new ConcurrentHashMap<>();
    private final Durations times = new Durations();
  }

  void began() {
    running.increment();
  }

  /** The answer has been read, or there is none. */
  void ended() {
    running.decrement();
  }

  /** The head of an answer came after {@code nanos}. */
  void answered(String method, int status, long nanos) {
    record(method, status / 100 + "xx", nanos);
  }

  /** No answer came. */
  void failed(String method, String why, long nanos) {
    record(method, FAILED, nanos);
    lastFailure = why;
  }

  private void record(String name, String result, long nanos) {
    Method method = methods.computeIfAbsent(name, key -> new Method());
    method.results.computeIfAbsent(result, key -> new LongAdder()).increment();
    method.times.record(nanos);
  }

  void sent(int bytes) {
    sent.add(bytes);
  }

  void received(int bytes) {
    received.add(bytes);
  }

  /**
   * The requests of one method with one result.
   *
   * @param result the class of the status, such as {@code 2xx}, or {@code failed} for no answer
   */
  public record Requests(String method, String result, long count) {
    /** Whether there was no answer, or the service says that it is its own fault. */
    public boolean isFailure() {
      return result.equals(FAILED) || result.equals("5xx");
    }
  }

  /** How long the requests of one method took until the answer began, or did not come. */
  public record Times(String method, Durations.Snapshot times) {}

  public List<Requests> requests() {
    List<Requests> all = new ArrayList<>();
    methods.forEach(
        (name, method) ->
            method.results.forEach(
                (result, count) -> all.add(new Requests(name, result, count.sum()))));
    return all;
  }

  public List<Times> times() {
    List<Times> all = new ArrayList<>();
    methods.forEach((name, method) -> all.add(new Times(name, method.times.snapshot())));
    return all;
  }

  /** Who gives no usable answer now. */
  public Silences silences() {
    return silences;
  }

  /** Requests whose answers have not been read yet. */
  public long running() {
    return running.sum();
  }

  /** Bytes of bodies sent. */
  public long sentBytes() {
    return sent.sum();
  }

  /** Bytes of bodies received. */
  public long receivedBytes() {
    return received.sum();
  }

  /** Why the last request without an answer had none; null when that never happened. */
  public @Nullable String lastFailure() {
    return lastFailure;
  }
}
