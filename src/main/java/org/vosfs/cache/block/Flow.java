package org.vosfs.cache.block;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which block of one content, and which fetch brings it.
 *
 * <p>The lock guards everything that changes here; it is not held while a source is called, a file
 * written, or the executor given work.
 */
final class Flow {
  /** Waiting threads look at the clock again after this, since the clock is not theirs. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Fetches one reader may start for one block before it gives up on a source that brings none. */
  private static final int ATTEMPTS = 8;

  private final Content content;
  private final Engine engine;
  private final BlockFile file;
  private final Geometry geometry;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<CachedContent> leases = new HashSet<>();
  private final TreeMap<Integer, Integer> waiting = new TreeMap<>();
  private final LooseBlocks loose;
  private final Claims claims;
  private final StreamPolicy policy;
  private @Nullable Fetch stream;

  Flow(Content content, Engine engine, BlockFile file, Geometry geometry) {
    this.content = content;
    this.engine = engine;
    this.file = file;
    this.geometry = geometry;
    this.loose = new LooseBlocks(engine);
    this.claims = new Claims(content, this, engine, this::isHere);
    long patience = engine.settings().stall().toNanos() / 4;
    this.policy = new StreamPolicy(geometry, leases, waiting, patience);
  }

  private long now() {
    return engine.ticker().read();
  }

  void add(CachedContent lease) {
    lock.lock();
    try {
      leases.add(lease);
    } finally {
      lock.unlock();
    }
  }

  void remove(CachedContent lease) {
    lock.lock();
    try {
      leases.remove(lease);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs {@code action} if there is neither a lease nor a fetch, and keeps others out meanwhile.
   */
  void ifIdle(Runnable action) {
    lock.lock();
    try {
      if (leases.isEmpty() && claims.isEmpty()) {
        loose.clear();
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all fetches and wakes all readers; for a cache being closed. */
  void stop() {
    lock.lock();
    try {
      claims.running().forEach(Fetch::abandon);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Starts what a read needs and what comes after it; true when nothing was needed. */
  boolean prepare(CachedContent lease, long offset, long end) {
    List<Fetch> started = new ArrayList<>();
    boolean present;
    lock.lock();
    try {
      AccessPattern pattern = lease.pattern();
      pattern.note(offset, end - offset);
      if (stream != null) {
        changed.signalAll(); // it may be pausing for this
      }
      int first = file.firstMissing(geometry.blockOf(offset));
      present = first >= geometry.blocksBelow(end);
      if (content.ranges() != Account.Ranges.SENDS_WHOLE) {
        if (!present && claims.carrier(first) == null) {
          int to = geometry.blocksBelow(Math.max(end, offset + pattern.demand()));
          claims.claim(lease, first, to, 0, started);
          pattern.ahead(geometry.end(to - 1));
        }
        claims.readAhead(lease, pattern, started);
        claims.elsewhere(lease, pattern, started);
      }
    } finally {
      lock.unlock();
    }
    execute(started);
    return present;
  }

  private void execute(List<Fetch> started) {
    for (Fetch fetch : started) {
      try {
        engine.fetchers().execute(fetch);
      } catch (RejectedExecutionException e) {
        finished(fetch, new IOException("no thread left to fetch with", e));
      }
    }
  }

  /** Waits for the block at {@code at}: 0 when the file has it, else bytes copied from memory. */
  int await(CachedContent lease, long at, long end, ByteBuffer into) throws IOException {
    int block = geometry.blockOf(at);
    long since = now();
    int attempts = 0;
    Fetch joined = null;
    lock.lock();
    waiting.merge(block, 1, Integer::sum);
    try {
      while (true) {
        if (file.has(block)) {
          return 0;
        }
        byte[] bytes = loose.get(block);
        if (bytes != null) {
          int skip = (int) (at - geometry.start(block));
          int count = (int) Math.min(bytes.length - skip, end - at);
          into.put(bytes, skip, count);
          return count;
        }
        throwFailure(joined, lease);
        joined = carrier(block);
        if (joined == null) {
          attempts++;
          if (attempts > ATTEMPTS) {
            throw new IOException("the source does not bring byte " + at);
          }
          joined = launch(lease, block, end);
        } else {
          pause(joined, since);
        }
      }
    } finally {
      waiting.merge(block, -1, (count, less) -> count + less == 0 ? null : count + less);
      lock.unlock();
    }
  }

  private void throwFailure(@Nullable Fetch joined, CachedContent lease) throws IOException {
    if (engine.isClosed()) {
      throw new IOException("the block cache is closed");
    }
    if (joined != null && joined.error != null) {
      boolean othersFault = joined.owner != lease && joined.owner.isClosed();
      if (!othersFault) {
        throw joined.error;
      }
    }
  }

  /** The fetch that will bring the block, or that must end before another may start. */
  private @Nullable Fetch carrier(int block) {
    Fetch fetch = claims.carrier(block);
    return fetch == null ? stream : fetch;
  }

  private Fetch launch(CachedContent lease, int block, long end) {
    Fetch fetch = claims.one(lease, block, geometry.blocksBelow(end));
    lock.unlock();
    try {
      execute(List.of(fetch));
    } finally {
      lock.lock();
    }
    return fetch;
  }

  private void pause(Fetch fetch, long since) throws IOException {
    long stall = engine.settings().stall().toNanos();
    long now = now();
    long quiet = Math.min(now - since, now - fetch.lastProgress());
    if (quiet >= stall) {
      abandon(fetch);
      throw new IOException(
          "no byte came for " + engine.settings().stall().toSeconds() + " s from the source");
    }
    sleep(Math.min(stall - quiet, LOOK_NANOS));
  }

  /** Lets the lock go until something changes or the time is over; the caller looks again. */
  @SuppressWarnings("WaitNotInLoop") // every caller loops
  private void sleep(long nanos) throws InterruptedIOException {
    try {
      long unused = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for content");
    }
  }

  private void abandon(Fetch fetch) {
    fetch.abandon();
    claims.release(fetch);
    if (stream == fetch) {
      stream = null;
    }
    changed.signalAll();
  }

  // ---- called by fetches

  boolean lacks(int block) {
    lock.lock();
    try {
      return !isHere(block);
    } finally {
      lock.unlock();
    }
  }

  private boolean isHere(int block) {
    return file.has(block) || loose.has(block);
  }

  /**
   * The source sends everything: one such fetch feeds all readers, the others are to end. The one
   * to stay is that which began at byte 0 on purpose, since it has got furthest.
   */
  boolean becomeStream(Fetch fetch) {
    lock.lock();
    try {
      content.setRanges(Account.Ranges.SENDS_WHOLE);
      if (stream == null) {
        Fetch chosen = claims.furthest(fetch);
        stream = chosen;
        chosen.streaming = true;
        claims.release(chosen);
        changed.signalAll();
      }
      return stream == fetch;
    } finally {
      lock.unlock();
    }
  }

  /** The source honours ranges: what waited for that to be known goes on. */
  void sendsRanges() {
    lock.lock();
    try {
      if (content.ranges() == Account.Ranges.UNKNOWN) {
        content.setRanges(Account.Ranges.SENDS_RANGES);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the next block is to be fetched; a stream may be held here for a while. */
  boolean goesOn(Fetch fetch) throws IOException {
    lock.lock();
    try {
      while (true) {
        if (fetch.isAbandoned() || leases.isEmpty()) {
          return false;
        }
        if (!fetch.streaming) {
          boolean wanted = !waiting.subMap(fetch.from, fetch.to).isEmpty();
          return wanted || !fetch.owner.isClosed();
        }
        boolean storing = !content.isUnstored();
        StreamPolicy.Verdict verdict = policy.judge(fetch.position(), storing, this::isHere, now());
        if (verdict != StreamPolicy.Verdict.PAUSE) {
          return verdict == StreamPolicy.Verdict.GO_ON;
        }
        sleep(LOOK_NANOS);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells readers that a block is in the file, or hands it to them from memory.
   *
   * @return true when {@code bytes} is kept
   */
  boolean delivered(Fetch fetch, int block, byte[] bytes) {
    lock.lock();
    try {
      claims.done(block, fetch);
      boolean kept =
          !file.has(block) && !fetch.isAbandoned() && loose.offer(block, bytes, waiting.keySet());
      if (waiting.containsKey(block)) {
        changed.signalAll(); // else readers of other blocks would wake up for nothing, all the time
      }
      return kept;
    } finally {
      lock.unlock();
    }
  }

  void finished(Fetch fetch, @Nullable IOException failure) {
    lock.lock();
    try {
      claims.ended(fetch);
      if (stream == fetch) {
        stream = null;
      }
      fetch.error = failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    engine.release(fetch.allowance);
    content.fetched();
  }
}
