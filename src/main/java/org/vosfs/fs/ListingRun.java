package org.vosfs.fs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;

/**
 * One listing, from its first entry to its end: rows are added as they come and never change, so
 * that a place in it stays good, and whoever reads waits only for rows that are not there yet.
 * Thread-safe.
 */
final class ListingRun {
  /** One child as it was when it was listed; {@code name} as the service has it. */
  record Row(String name, long number, FileType type) {}

  /** Waiting threads look at the clock again after this, since the clock is not theirs. */
  private static final long LOOK_MILLIS = 100;

  /** Rows that are handed out at a time: a reader takes some hundreds, of perhaps a million. */
  private static final int AT_ONCE = 1000;

  /**
   * Who waits for rows is given so many together, or what came in {@link #GATHER_MILLIS}: a reader
   * as fast as the parser would else be woken, and asked for again by the kernel, for each one.
   */
  private static final int GATHERED = 200;

  private static final long GATHER_MILLIS = 5;

  private final Ticker ticker;
  private final List<Row> rows = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<Runnable> atEnd = new ArrayList<>();
  private long lastProgress;

  /** How many rows there have to be before those who wait are told. */
  private int awaited = Integer.MAX_VALUE;

  private boolean ended;
  private @Nullable FsException failure;
  private @Nullable FsException old;

  ListingRun(Ticker ticker) {
    this.ticker = ticker;
    this.lastProgress = ticker.read();
  }

  /** Adds a child, unless its name has come before. */
  synchronized void add(String name, Entry entry) {
    lastProgress = ticker.read();
    if (names.add(name)) {
      rows.add(new Row(name, entry.number, entry.type));
      if (rows.size() >= awaited) {
        awaited = Integer.MAX_VALUE;
        notifyAll();
      }
    }
  }

  /** What was added is old knowledge, good to be shown only; {@code why} nobody can be asked. */
  synchronized void isOld(FsException why) {
    old = why;
  }

  /**
   * Nothing more will come.
   *
   * @param why null when it is complete
   */
  void end(@Nullable FsException why) {
    List<Runnable> told;
    synchronized (this) {
      failure = why;
      ended = true;
      told = List.copyOf(atEnd);
      atEnd.clear();
      notifyAll();
    }
    told.forEach(Runnable::run);
  }

  /** Has somebody told when it has ended; at once when it has. */
  void whenEnded(Runnable action) {
    synchronized (this) {
      if (!ended) {
        atEnd.add(action);
        return;
      }
    }
    action.run();
  }

  /**
   * The next rows from a place on, of those there are, waiting for the first of them when {@code
   * waiting}.
   *
   * @param patience nanoseconds without a new row after which it is given up
   * @return empty when there are none (yet), or at the end
   * @throws FsException when the listing failed before that place
   */
  synchronized List<Row> from(int place, boolean waiting, long patience) throws FsException {
    if (waiting) {
      while (rows.size() <= place && !ended) {
        await(place + 1, LOOK_MILLIS, patience);
      }
      if (rows.size() < place + GATHERED && !ended) {
        await(place + GATHERED, GATHER_MILLIS, patience);
      }
    }
    if (rows.size() > place) {
      return List.copyOf(rows.subList(place, Math.min(rows.size(), place + AT_ONCE)));
    }
    rethrow(failure);
    return List.of();
  }

  /** The names when it has ended, as the service has just told them. */
  synchronized Set<String> allNames(long patience) throws FsException {
    while (!ended) {
      await(Integer.MAX_VALUE, LOOK_MILLIS, patience);
    }
    rethrow(failure);
    rethrow(old);
    return Set.copyOf(names);
  }

  /** Each thread gets an exception of its own. */
  private static void rethrow(@Nullable FsException why) throws FsException {
    if (why != null) {
      throw new FsException(why.reason(), String.valueOf(why.getMessage()), why);
    }
  }

  /** Until there are so many rows, or the end, or that time is over; the caller looks again. */
  private void await(int count, long millis, long patience) throws FsException {
    if (ticker.read() - lastProgress >= patience) {
      throw new FsException(Reason.TIMED_OUT, "the listing does not go on");
    }
    awaited = Math.min(awaited, count);
    try {
      TimeUnit.MILLISECONDS.timedWait(this, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Reason.IO, "interrupted while waiting for a listing");
    }
  }
}
