package org.vosfs.vospace.remote;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.VospaceException;

/**
 * One change of a node's properties at a time: of several at once a service loses some and answers
 * 200 to all (protocol §21.1). A turn is no lock: whoever waits for one gives up at the deadline.
 * Thread-safe.
 */
final class Turns {
  private final Set<NodePath> taken = new HashSet<>();
  private final Ticker ticker;
  private final Duration patience;

  Turns(Ticker ticker, Duration patience) {
    this.ticker = ticker;
    this.patience = patience;
  }

  /** A turn until it is closed. */
  record Turn(Turns owner, NodePath path) implements AutoCloseable {
    @Override
    public void close() {
      synchronized (owner.taken) {
        owner.taken.remove(path);
        owner.taken.notifyAll();
      }
    }
  }

  /**
   * Waits for the turn.
   *
   * @throws VospaceException.Unavailable at the deadline
   */
  Turn take(NodePath path) throws VospaceException {
    long start = ticker.read();
    synchronized (taken) {
      while (!taken.add(path)) {
        long left = patience.toNanos() - (ticker.read() - start);
        if (left <= 0) {
          throw new VospaceException.Unavailable(
              path + ": another change of its properties is still running", null);
        }
        await(left);
      }
    }
    return new Turn(this, path);
  }

  private void await(long nanos) throws VospaceException {
    try {
      TimeUnit.NANOSECONDS.timedWait(taken, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VospaceException.Unavailable("interrupted while waiting for another change", null);
    }
  }
}
