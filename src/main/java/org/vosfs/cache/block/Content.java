package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One content while it is pinned: its file, its account, and the {@link Flow} that fills it. */
final class Content {
  private static final Logger LOG = LoggerFactory.getLogger(Content.class);

  /** A map is written at the latest when this much is new. */
  private static final long SAVE_EVERY = 64 << 20;

  private final Engine engine;
  private final Account account;
  private final BlockFile file;
  private final Geometry geometry;
  private final Flow flow;
  private volatile boolean unstored;

  Content(Engine engine, Account account) {
    this.engine = engine;
    this.account = account;
    this.file = account.file;
    this.geometry = account.geometry;
    this.flow = new Flow(this, engine, file, geometry);
  }

  ContentKey key() {
    return account.key;
  }

  Geometry geometry() {
    return geometry;
  }

  long now() {
    return engine.ticker().read();
  }

  void received(int bytes) {
    engine.received(bytes);
  }

  /** The last block that came could not be stored. */
  boolean isUnstored() {
    return unstored;
  }

  Account.Ranges ranges() {
    return account.ranges;
  }

  void setRanges(Account.Ranges ranges) {
    account.ranges = ranges;
  }

  void pin() {
    engine.store().pin(account);
  }

  /** Makes a lease; the account has been pinned for it. */
  CachedContent lease(BlockSource source) {
    AccessPattern pattern = new AccessPattern(engine.settings().prefetchBudgetBytes());
    CachedContent lease = new CachedContent(this, source, pattern);
    flow.add(lease);
    return lease;
  }

  void release(CachedContent lease) {
    flow.remove(lease);
    settle();
    engine.store().unpin(account);
  }

  /** A fetch has ended, the account was pinned for it. */
  void fetched() {
    settle();
    engine.store().unpin(account);
  }

  /** With nobody left: map saved, file handle given back, memory freed. */
  private void settle() {
    if (file.wantsSaving(SAVE_EVERY)) {
      saveMap();
    }
    flow.ifIdle(
        () -> {
          saveMap();
          closeFile();
          engine.store().recount(account, file.presentBytes());
        });
  }

  private void saveMap() {
    try {
      if (file.wantsSaving(1)) {
        file.save();
      } else {
        file.touch();
      }
    } catch (IOException e) {
      LOG.warn("block map of {} not saved: {}", key().id(), e.getMessage());
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("closing {}: {}", file.data(), e.getMessage());
    }
  }

  /** The cache is closed: nothing is fetched, stored or read any more. */
  void shutDown() {
    flow.stop();
    saveMap();
    file.retire();
    closeFile();
  }

  boolean isPresent(long offset, long length) {
    if (length <= 0 || offset >= geometry.length()) {
      return true;
    }
    return file.hasAll(geometry.blockOf(offset), geometry.blocksBelow(offset + length));
  }

  boolean isChecked() {
    return geometry.blocks() > 0 && file.isSolid();
  }

  Optional<Path> completeFile() {
    try {
      boolean whole =
          geometry.blocks() > 0 && file.usable(0, geometry.blocks()) == geometry.blocks();
      return whole && !file.isDetached() ? Optional.of(file.data()) : Optional.empty();
    } catch (IOException e) {
      LOG.warn("cannot read {}: {}", file.data(), e.getMessage());
      return Optional.empty();
    }
  }

  Optional<Path> ownFile(Object owner) {
    return completeFile().filter(file -> engine.store().own(account, owner));
  }

  boolean surrender(Object owner, Path destination) throws IOException {
    if (ownFile(owner).isEmpty() || !file.moveAway(destination)) {
      return false;
    }
    engine.store().surrendered(account, file.presentBytes());
    return true;
  }

  int read(CachedContent lease, long offset, ByteBuffer into) throws IOException {
    int length = (int) Math.min(into.remaining(), geometry.length() - offset);
    if (length <= 0) {
      return 0;
    }
    if (engine.isClosed()) {
      throw new IOException("the block cache is closed");
    }
    int limit = into.limit();
    into.limit(into.position() + length);
    try {
      long end = offset + length;
      boolean present = flow.prepare(lease, offset, end);
      long at = offset;
      while (at < end) {
        int count = fromFile(at, end, into);
        at += count == 0 ? flow.await(lease, at, end, into) : count;
      }
      engine.counted(present);
      return length;
    } finally {
      into.limit(limit);
    }
  }

  /** Reads what the file holds from {@code at} on; 0 when it does not hold the first block. */
  private int fromFile(long at, long end, ByteBuffer into) throws IOException {
    int first = geometry.blockOf(at);
    int usable = file.usable(first, geometry.blocksBelow(end));
    if (usable == 0) {
      return 0;
    }
    long stop = Math.min(end, geometry.end(first + usable - 1));
    int limit = into.limit();
    into.limit(into.position() + (int) (stop - at));
    int count = file.read(at, into);
    into.limit(limit);
    if (count < stop - at) {
      LOG.warn("cached content {} was cut short; fetched again", key().id());
      file.forget(geometry.blockOf(at + count), geometry.blocks());
    }
    return count;
  }

  /**
   * Takes one whole block from a fetch.
   *
   * @return true when {@code bytes} is kept
   */
  boolean deliver(Fetch fetch, int block, byte[] bytes) {
    if (!fetch.isAbandoned()) {
      store(block, bytes);
    }
    boolean kept = flow.delivered(fetch, block, bytes);
    if (file.wantsSaving(SAVE_EVERY)) {
      saveMap();
    }
    return kept;
  }

  private void store(int block, byte[] bytes) {
    Store store = engine.store();
    boolean reserved = false;
    boolean stored = false;
    try {
      reserved = store.reserve(account, bytes.length);
      stored = reserved && file.store(block, ByteBuffer.wrap(bytes));
      unstored = !reserved;
    } catch (IOException e) {
      if (!unstored) {
        LOG.warn("cannot store content {}, passing it through: {}", key().id(), e.getMessage());
      }
      unstored = true;
    } finally {
      if (reserved && !stored) {
        store.giveBack(account, bytes.length);
      }
    }
  }
}
