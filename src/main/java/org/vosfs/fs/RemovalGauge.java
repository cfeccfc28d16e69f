package org.vosfs.fs;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * How far the removal of a tree is. Services count at the end only, so when it takes long, the
 * directory is listed from time to time: what still stands in it is what there is to tell. Used by
 * the thread that follows the job.
 */
final class RemovalGauge implements JobWatch {
  /** Nobody wants to know so soon, and most removals are over by then. */
  private static final long FIRST_LOOK = TimeUnit.SECONDS.toNanos(3);

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);

  /** A tenth of the time at most goes into listings. */
  private static final int SHARE = 10;

  private final VospaceClient client;
  private final Ticker ticker;
  private final NodePath directory;
  private final Predicate<TreeState> asker;
  private long next;
  private long left = UNKNOWN;

  RemovalGauge(
      VospaceClient client, Ticker ticker, NodePath directory, Predicate<TreeState> asker) {
    this.client = client;
    this.ticker = ticker;
    this.directory = directory;
    this.asker = asker;
    this.next = ticker.read() + FIRST_LOOK;
  }

  @Override
  public boolean goesOn(String phase, long done) {
    if (done == UNKNOWN && ticker.read() - next >= 0) {
      look();
    }
    return asker.test(new TreeState(phase, done, left));
  }

  private void look() {
    long start = ticker.read();
    AtomicLong found = new AtomicLong();
    try {
      client.list(directory, node -> found.incrementAndGet());
      left = found.get();
    } catch (VospaceException e) {
      left = UNKNOWN; // gone already, or cannot be told: the job's end will be
    }
    next = ticker.read() + Math.max(PAUSE, SHARE * (ticker.read() - start));
  }
}
