package org.vosfs.cache.block;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.vosfs.base.Ticker;

/** What all contents of one cache share: store, threads, clock, allowances, counters. */
final class Engine {
  private static final int LEASES_AHEAD = 8;
  private static final long LOOSE_BYTES = 64L << 20;

  private final BlockCacheSettings settings;
  private final Store store;
  private final Executor fetchers;
  private final Ticker ticker;
  private final AtomicLong ahead = new AtomicLong();
  private final AtomicLong loose = new AtomicLong();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder fetched = new LongAdder();
  private volatile boolean closed;

  Engine(BlockCacheSettings settings, Store store, Executor fetchers, Ticker ticker) {
    this.settings = settings;
    this.store = store;
    this.fetchers = fetchers;
    this.ticker = ticker;
  }

  BlockCacheSettings settings() {
    return settings;
  }

  Store store() {
    return store;
  }

  Executor fetchers() {
    return fetchers;
  }

  Ticker ticker() {
    return ticker;
  }

  /** Takes read-ahead allowance; false when all of it is in use. */
  boolean allow(long bytes) {
    if (ahead.addAndGet(bytes) <= LEASES_AHEAD * settings.prefetchBudgetBytes()) {
      return true;
    }
    ahead.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    ahead.addAndGet(-bytes);
  }

  /** Takes room in memory for blocks that cannot be stored; false when there is none. */
  boolean takeLoose(long bytes) {
    if (loose.addAndGet(bytes) <= LOOSE_BYTES) {
      return true;
    }
    loose.addAndGet(-bytes);
    return false;
  }

  /** Takes that room even when there is none: somebody waits for the block. */
  void forceLoose(long bytes) {
    loose.addAndGet(bytes);
  }

  void releaseLoose(long bytes) {
    loose.addAndGet(-bytes);
  }

  void received(int bytes) {
    fetched.add(bytes);
  }

  void counted(boolean hit) {
    (hit ? hits : misses).increment();
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  CacheUsage usage() {
    return new CacheUsage(
        store.used(),
        settings.limitBytes(),
        store.files(),
        hits.sum(),
        misses.sum(),
        fetched.sum(),
        store.evicted());
  }
}
