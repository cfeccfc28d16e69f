package org.vosfs.cache.block;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  /** Largest piece of read-ahead asked for at once; several run side by side. */
  private static final long PIECE = 4 << 20;

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
  private final Map<Integer, Fetch> inFlight = new HashMap<>();
  private final Set<Fetch> running = new HashSet<>();
  private final TreeMap<Integer, Integer> waiting = new TreeMap<>();
  private final LooseBlocks loose;
  private final StreamPolicy policy;
  private boolean unranged;
  private @Nullable Fetch stream;

  Flow(Content content, Engine engine, BlockFile file, Geometry geometry) {
    this.content = content;
    this.engine = engine;
    this.file = file;
    this.geometry = geometry;
    this.loose = new LooseBlocks(engine);
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
      if (leases.isEmpty() && running.isEmpty()) {
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
      running.forEach(Fetch::abandon);
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
      int first = file.firstMissing(geometry.blockOf(offset));
      present = first >= geometry.blocksBelow(end);
      if (!unranged) {
        if (!present) {
          int to = geometry.blocksBelow(Math.max(end, offset + pattern.demand()));
          claim(lease, first, to, 0, started);
          pattern.ahead(geometry.end(to - 1));
        }
        readAhead(lease, pattern, started);
      }
    } finally {
      lock.unlock();
    }
    execute(started);
    return present;
  }

  private void readAhead(CachedContent lease, AccessPattern pattern, List<Fetch> started) {
    long window = content.isUnstored() ? Math.min(pattern.window(), 1 << 20) : pattern.window();
    long goal = Math.min(geometry.length(), pattern.position() + window);
    long begin = pattern.ahead();
    boolean worth = goal - begin >= window / 2 || goal == geometry.length();
    if (window == 0 || begin >= goal || !worth) {
      return;
    }
    int from = geometry.blocksBelow(begin);
    int to = geometry.blocksBelow(goal);
    int piece = (int) Math.max(1, PIECE / geometry.blockBytes());
    for (int block = from; block < to; block += piece) {
      int pieceEnd = Math.min(to, block + piece);
      long bytes = geometry.end(pieceEnd - 1) - geometry.start(block);
      if (!engine.allow(bytes)) {
        return;
      }
      int before = started.size();
      claim(lease, block, pieceEnd, bytes, started);
      if (started.size() == before) {
        engine.release(bytes);
      }
      pattern.ahead(geometry.end(pieceEnd - 1));
    }
  }

  /** Makes fetches for the runs of missing blocks that nobody fetches yet; under the lock. */
  private void claim(CachedContent lease, int from, int to, long allowance, List<Fetch> started) {
    long left = allowance;
    int block = from;
    while (block < to) {
      if (isMissing(block)) {
        int end = block + 1;
        while (end < to && isMissing(end)) {
          end++;
        }
        started.add(begin(lease, block, end, left));
        left = 0;
        block = end;
      } else {
        block++;
      }
    }
  }

  private boolean isMissing(int block) {
    return !file.has(block) && !inFlight.containsKey(block) && !loose.has(block);
  }

  private Fetch begin(CachedContent lease, int from, int to, long allowance) {
    Fetch fetch = new Fetch(content, this, lease, from, to, allowance);
    for (int block = from; block < to; block++) {
      inFlight.put(block, fetch);
    }
    running.add(fetch);
    content.pin();
    return fetch;
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
    Fetch fetch = inFlight.get(block);
    return fetch == null ? stream : fetch;
  }

  private Fetch launch(CachedContent lease, int block, long end) {
    int to = block + 1;
    while (to < geometry.blocksBelow(end) && isMissing(to)) {
      to++;
    }
    Fetch fetch = begin(lease, block, to, 0);
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
    inFlight.values().removeIf(of -> of == fetch);
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

  boolean isStream(Fetch fetch) {
    lock.lock();
    try {
      return fetch.streaming;
    } finally {
      lock.unlock();
    }
  }

  /** The source sends everything: the first such fetch feeds all readers; others are to end. */
  boolean becomeStream(Fetch fetch) {
    lock.lock();
    try {
      unranged = true;
      if (stream != null && stream != fetch) {
        return false;
      }
      if (!fetch.streaming) {
        stream = fetch;
        fetch.streaming = true;
        inFlight.values().removeIf(of -> of == fetch);
        changed.signalAll();
      }
      return true;
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
      inFlight.remove(block, fetch);
      boolean kept =
          !file.has(block) && !fetch.isAbandoned() && loose.offer(block, bytes, waiting.keySet());
      changed.signalAll();
      return kept;
    } finally {
      lock.unlock();
    }
  }

  void finished(Fetch fetch, @Nullable IOException failure) {
    lock.lock();
    try {
      running.remove(fetch);
      inFlight.values().removeIf(of -> of == fetch);
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
