package org.vosfs.demo;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests served, in order of arrival. A request is in the log, with its status, before the
 * client can have read the reply. Keeps the last {@value #KEPT}; thread-safe.
 */
public final class RequestLog {
  private static final int KEPT = 100_000;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long count;

  /** One request in progress or done; fields are written by the serving thread only. */
  static final class Entry {
    private final long number;
    private final Instant at;
    private final String method;
    private final String path;
    private final String query;
    private final @Nullable String range;
    private final boolean credentials;
    private volatile int status;
    private volatile long bytesIn;
    private volatile long bytesOut;
    private volatile @Nullable String user;
    private volatile @Nullable String bodyMd5;
    private volatile @Nullable String fault;

    private Entry(long number, Instant at, Line line) {
      this.number = number;
      this.at = at;
      this.method = line.method();
      this.path = line.path();
      this.query = line.query();
      this.range = line.range();
      this.credentials = line.credentials();
    }

    void status(int value) {
      status = value;
    }

    void bytesIn(long total) {
      bytesIn = total;
    }

    void bytesOut(long total) {
      bytesOut = total;
    }

    void user(@Nullable String name) {
      user = name;
    }

    void bodyMd5(String hex) {
      bodyMd5 = hex;
    }

    void fault(String kind) {
      fault = kind;
    }

    long bytesIn() {
      return bytesIn;
    }

    private LoggedRequest snapshot() {
      return new LoggedRequest(
          number,
          at,
          method,
          path,
          query,
          status,
          bytesIn,
          bytesOut,
          range,
          user,
          credentials,
          bodyMd5,
          fault);
    }
  }

  /** What is known of a request when it arrives. */
  record Line(
      String method, String path, String query, @Nullable String range, boolean credentials) {}

  synchronized Entry arrived(Instant at, Line line) {
    Entry entry = new Entry(++count, at, line);
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(entry);
    return entry;
  }

  /** All kept requests, oldest first, including those in progress. */
  public synchronized List<LoggedRequest> snapshot() {
    return entries.stream().map(Entry::snapshot).toList();
  }

  /** The kept requests that arrived after the one with that number, oldest first. */
  public synchronized List<LoggedRequest> after(long number) {
    return entries.stream().filter(e -> e.number > number).map(Entry::snapshot).toList();
  }

  /** The kept requests that match. */
  public List<LoggedRequest> matching(Predicate<LoggedRequest> filter) {
    return snapshot().stream().filter(filter).toList();
  }

  /** How many kept requests match. */
  public long count(Predicate<LoggedRequest> filter) {
    return snapshot().stream().filter(filter).count();
  }

  /** Number of kept requests. */
  public synchronized int size() {
    return entries.size();
  }

  /** Forgets all requests; numbering goes on. */
  public synchronized void clear() {
    entries.clear();
  }
}
