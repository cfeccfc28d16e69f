package org.vosfs.fs;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * The nearest container above the mounted directory that has a quota, as it was when it was asked
 * about. That there is none is believed for minutes. Thread-safe; nobody waits for another's
 * question.
 */
final class QuotaAbove {
  /** Written bytes after which what is used up there is another number. */
  static final long LUMP = 64L << 20;

  private static final long BELIEVED = TimeUnit.MINUTES.toNanos(5);
  private static final Logger log = LoggerFactory.getLogger(QuotaAbove.class);

  /** What was found, and when. */
  private record Found(Optional<Node> holder, long at) {}

  private final VospaceClient client;
  private final Ticker ticker;
  private final Executor background;
  private final AtomicReference<@Nullable Found> found = new AtomicReference<>();
  private final AtomicLong grown = new AtomicLong();
  private final AtomicBoolean asking = new AtomicBoolean();

  QuotaAbove(VospaceClient client, Ticker ticker, Executor background) {
    this.client = client;
    this.ticker = ticker;
    this.background = background;
  }

  /** What was told last; asks nobody. */
  Optional<Node> known() {
    Found last = found.get();
    return last == null ? Optional.empty() : last.holder();
  }

  /**
   * What is true, to within that age; without an answer what was told last.
   *
   * @param life nanoseconds that the numbers are believed for
   */
  Optional<Node> within(long life) {
    Found last = found.get();
    long believed = last == null || last.holder().isEmpty() ? Math.max(BELIEVED, life) : life;
    if (last != null && ticker.read() - last.at() <= believed) {
      return last.holder();
    }
    ask();
    return known();
  }

  /** Asks now; without an answer what was told last stays. */
  void ask() {
    try {
      long now = ticker.read();
      grown.set(0);
      found.set(new Found(client.quotaAbove(), now));
    } catch (VospaceException e) {
      log.debug("the quota above the mounted directory is not told: {}", e.getMessage());
    }
  }

  /** Files grow by so much: after enough of it the numbers are asked for, and nobody waits. */
  void growing(long bytes) {
    if (grown.addAndGet(bytes) < LUMP || !asking.compareAndSet(false, true)) {
      return;
    }
    try {
      background.execute(
          () -> {
            try {
              ask();
            } finally {
              asking.set(false);
            }
          });
    } catch (RejectedExecutionException e) {
      asking.set(false); // the mount is ending
    }
  }

  /** The next question goes to the service. */
  void forget() {
    found.set(null);
  }
}
