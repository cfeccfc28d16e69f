package org.vosfs.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.vosfs.base.Ticker;
import org.vosfs.base.Timer;

/** Time that stands still until a test moves it: clock, ticker and timer in one. Thread-safe. */
public final class FakeTime implements Ticker, Timer, InstantSource {
  private record Task(long at, Runnable run) {}

  private final List<Task> tasks = new ArrayList<>();
  private long nanos = 1_000_000_000L;
  private Duration clockStep = Duration.ZERO;

  @Override
  public synchronized long read() {
    return nanos;
  }

  @Override
  public synchronized Instant instant() {
    return Instant.parse("2026-03-01T12:00:00Z").plusNanos(nanos).plus(clockStep);
  }

  /** The wall clock jumps; spans go on as before. */
  public synchronized void stepClock(Duration by) {
    clockStep = clockStep.plus(by);
  }

  @Override
  public synchronized void after(long delayNanos, Runnable task) {
    tasks.add(new Task(nanos + Math.max(0, delayNanos), task));
  }

  /** Lets time pass and runs, on this thread, what falls due. */
  public void advance(Duration by) {
    List<Runnable> due = new ArrayList<>();
    synchronized (this) {
      nanos += by.toNanos();
      tasks.removeIf(
          task -> {
            boolean isDue = task.at <= nanos;
            if (isDue) {
              due.add(task.run);
            }
            return isDue;
          });
    }
    due.forEach(Runnable::run);
  }

  /** Forgets what was to run: the process that wanted it is dead. */
  public synchronized void forgetTasks() {
    tasks.clear();
  }
}
