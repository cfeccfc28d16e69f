package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.DirectoryLock;
import org.vosfs.base.DiskFullException;
import org.vosfs.base.Ticker;

/**
 * Clean content on the local disk, shared by all that read it. Thread-safe. Everything in it can be
 * had again: what is damaged, foreign or in the way is dropped.
 */
public final class BlockCache implements AutoCloseable {
  private static final String DEVICE = "unix:dev";

  private final Path directory;
  private final DirectoryLock lock;
  private final Engine engine;
  private final Store store;

  private BlockCache(Path directory, DirectoryLock lock, Engine engine) {
    this.directory = directory;
    this.lock = lock;
    this.engine = engine;
    this.store = engine.store();
  }

  /**
   * Locks the directory (made when absent) and lists what a former run left there.
   *
   * @param fetchers runs the requests to sources, each as long as it takes; a reader waits for its
   *     turn there, so it should have as many threads as there may be requests at once
   * @throws IOException one clear line: the directory cannot be used, or is in use by another
   *     process
   */
  public static BlockCache open(BlockCacheSettings settings, Executor fetchers, Ticker ticker)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(settings.directory(), "block cache");
    return open(settings, fetchers, ticker, lock, null);
  }

  /** With a free space of the caller's own. */
  static BlockCache open(
      BlockCacheSettings settings, Executor fetchers, Ticker ticker, Budget.FreeSpace freeSpace)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(settings.directory(), "block cache");
    return open(settings, fetchers, ticker, lock, freeSpace);
  }

  private static BlockCache open(
      BlockCacheSettings settings,
      Executor fetchers,
      Ticker ticker,
      DirectoryLock lock,
      Budget.@Nullable FreeSpace given)
      throws IOException {
    try {
      Path directory = settings.directory();
      // Not by FileStore: that fails where the root directory is no mount point, as in a chroot.
      Budget.FreeSpace disk = directory.toFile()::getUsableSpace;
      Store store = new Store(settings, directory, given == null ? disk : given);
      for (Scan.Found found : new Scan(directory, settings.blockBytes()).run()) {
        store.found(found.key(), found.presentBytes());
      }
      return new BlockCache(directory, lock, new Engine(settings, store, fetchers, ticker));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public Path directory() {
    return directory;
  }

  /**
   * Opens a content for reading. Fetches nothing yet.
   *
   * @param source where missing bytes come from; used until the lease is closed, by several threads
   */
  public CachedContent acquire(ContentKey key, BlockSource source) throws IOException {
    if (engine.isClosed()) {
      throw new IOException("the block cache is closed");
    }
    Account account = store.pin(key);
    boolean done = false;
    try {
      if (account.file.load()) {
        store.recount(account, account.file.presentBytes());
      }
      account.file.open();
      Content content = store.content(account, new Content(engine, account));
      CachedContent lease = content.lease(source);
      done = true;
      return lease;
    } finally {
      if (!done) {
        store.unpin(account);
      }
    }
  }

  /**
   * Takes in a complete file, by a rename where that is possible. Reads it once for its checksums.
   * In any case {@code file} is gone afterwards: without room for it, it is not kept.
   *
   * @throws IOException when it has not the length of its key, or cannot be read or moved; then it
   *     is left where it is
   */
  public void adopt(ContentKey key, Path file) throws IOException {
    try (Adoption adoption = prepare(key, file)) {
      if (adoption != null) {
        adoption.finish();
      }
    }
  }

  /**
   * The long part of {@link #adopt}, for a file that may still change: whoever calls finishes it
   * once he knows that it did not, and closes it.
   *
   * @return null when there is no room for it
   */
  public @Nullable Adoption prepare(ContentKey key, Path file) throws IOException {
    return prepare(key, file, null, false);
  }

  /**
   * The same for a file that the kernel may still be using by itself.
   *
   * @param owner whose it is from then on, see {@link CachedContent#ownFile}
   * @param anyway take it in beyond the limit, if need be: it is in use
   */
  public @Nullable Adoption prepare(
      ContentKey key, Path file, @Nullable Object owner, boolean anyway) throws IOException {
    long size = Files.size(file);
    if (size != key.length()) {
      throw new IOException(file + " has " + size + " bytes, not " + key.length());
    }
    Account account = store.account(key);
    CrcTable crcs = checksums(account.geometry, file);
    if (!store.reserve(account, size)) {
      if (!anyway) {
        Files.delete(file);
        return null;
      }
      store.reserveAnyway(account, size);
    }
    try {
      return new Adoption(store, account, crcs, bringNear(key, file), owner);
    } catch (IOException e) {
      store.giveBackAll(account);
      throw DiskFullException.explain(e);
    }
  }

  private static CrcTable checksums(Geometry geometry, Path file) throws IOException {
    CrcTable crcs = new CrcTable();
    // Of the size that is needed: thousands of small files are taken in, one after the other.
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(geometry.blocks() == 0 ? 0 : geometry.size(0));
      for (int block = 0; block < geometry.blocks(); block++) {
        bytes.clear().limit(geometry.size(block));
        while (bytes.hasRemaining()) {
          if (in.read(bytes, geometry.start(block) + bytes.position()) < 0) {
            throw new IOException(file + " became shorter");
          }
        }
        crcs.set(block, CrcTable.of(bytes.flip()));
      }
    }
    return crcs;
  }

  /**
   * A place, in the cache's directory, for a file that is to be adopted; what is left there is
   * cleared away at the next start.
   */
  public Path landing(String name) {
    return directory.resolve(Scan.TRASH).resolve(name + ".tmp");
  }

  /** The file itself, or a copy inside the cache directory when it is on another filesystem. */
  private Path bringNear(ContentKey key, Path file) throws IOException {
    if (Files.getAttribute(file, DEVICE).equals(Files.getAttribute(directory, DEVICE))) {
      return file;
    }
    Path near = landing(key.id());
    try {
      Files.copy(file, near, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(near);
      throw e;
    }
    Files.delete(file);
    return near;
  }

  /**
   * Whether all of a content is cached, or is just being fetched, by memory alone: for those who
   * would fetch it ahead. That the disk has kept it is only known by reading.
   */
  public boolean isWhole(ContentKey key) {
    return store.isWhole(key);
  }

  /** Forgets a content; open leases keep reading what they have, and fetch the rest. */
  public void drop(ContentKey key) throws IOException {
    store.drop(key.id());
  }

  /** Forgets all contents, as {@link #drop} does. */
  public void clear() throws IOException {
    store.clear();
  }

  /**
   * Makes room on the disk for what is precious, the least recently used first.
   *
   * @return false when nothing could be given up
   */
  public boolean giveWay(long bytes) throws IOException {
    return store.giveWay(bytes);
  }

  /** What {@link #verify} found. */
  public record Verdict(long files, long bytes, long damaged) {}

  /** Is told how many bytes have been checked, of how many. */
  @FunctionalInterface
  public interface Progress {
    void tell(long done, long of) throws IOException;
  }

  /**
   * Reads everything that is cached and compares checksums; damaged blocks are dropped, and fetched
   * again when they are needed.
   */
  public Verdict verify(Progress progress) throws IOException {
    long all = store.used();
    long files = 0;
    long bytes = 0;
    long damaged = 0;
    for (String id : store.ids()) {
      Account account = store.pinListed(id);
      if (account == null) {
        continue; // evicted meanwhile
      }
      if (account.file.load()) {
        store.recount(account, account.file.presentBytes());
      }
      Content content = store.content(account, new Content(engine, account));
      try {
        account.file.open();
        damaged += account.file.verifyAll();
        bytes += account.file.presentBytes();
        files++;
      } finally {
        content.fetched();
      }
      progress.tell(bytes, all);
    }
    return new Verdict(files, bytes, damaged);
  }

  /** True when there is neither a lease nor a running fetch; then all maps are saved. */
  boolean isIdle() {
    return store.isIdle();
  }

  public CacheUsage usage() {
    return engine.usage();
  }

  /**
   * Ends all fetches, saves the block maps and gives the directory back. Reads fail from here on.
   * Does not wait for sources that do not return.
   */
  @Override
  public void close() throws IOException {
    engine.close();
    store.inUse().forEach(Content::shutDown);
    lock.close();
  }
}
