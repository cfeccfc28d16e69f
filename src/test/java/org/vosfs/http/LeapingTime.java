package org.vosfs.http;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.vosfs.base.Ticker;

/**
 * Time for tests over real sockets: it runs as usual, but a pause takes none and only moves the
 * clock on.
 */
public final class LeapingTime implements AutoCloseable {
  private final AtomicLong leapt = new AtomicLong();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  public Ticker ticker() {
    return () -> System.nanoTime() + leapt.get();
  }

  public Transport.Surroundings surroundings() {
    return new Transport.Surroundings(ticker(), new Random(1), this::leap, timer);
  }

  /** Moves the clock on. */
  public void leap(Duration duration) {
    pauses.add(duration);
    leapt.addAndGet(duration.toNanos());
  }

  /** Every pause asked for so far. */
  public List<Duration> pauses() {
    return pauses;
  }

  @Override
  public void close() {
    timer.shutdown();
  }
}
