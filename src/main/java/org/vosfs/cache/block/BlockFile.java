package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.DirectoryLock;

/**
 * The local file of one content: {@code ID.data} and its map. Thread-safe. Bytes move outside the
 * locks; the monitor guards the bits, {@link #disk} what is under the two names.
 */
final class BlockFile {
  private static final Logger LOG = LoggerFactory.getLogger(BlockFile.class);

  private final ContentKey key;
  private final Geometry geometry;
  private final Path data;
  private final Path map;

  /** Taken before the monitor. */
  private final Object disk = new Object();

  /** Held shared while bytes move, alone while the file is taken away; before {@link #disk}. */
  private final ReentrantReadWriteLock moving = new ReentrantReadWriteLock();

  private final BitSet present = new BitSet();
  private final BitSet verified = new BitSet();
  private CrcTable crcs = new CrcTable();
  private boolean loaded;
  private long unsavedBytes;
  private volatile boolean solid;
  private volatile boolean detached;
  private volatile @Nullable FileChannel channel;

  BlockFile(ContentKey key, Geometry geometry, Path data, Path map) {
    this.key = key;
    this.geometry = geometry;
    this.data = data;
    this.map = map;
  }

  /**
   * Takes in what a former run left: nothing, when it does not fit or is damaged.
   *
   * @return false when that had been done before
   */
  boolean load() {
    synchronized (disk) {
      if (loaded) {
        return false;
      }
      loaded = true;
      if (!Files.exists(map)) {
        return true;
      }
      try {
        BlockMap found = BlockMap.read(map);
        if (!found.key().equals(key) || found.blockBytes() != geometry.blockBytes()) {
          throw new IOException("block map of another content: " + map);
        }
        synchronized (this) {
          present.or(found.present());
          crcs = found.crcs();
        }
      } catch (IOException e) {
        LOG.warn("dropping cached content {}: {}", key.id(), e.getMessage());
        deleteBoth();
      }
      return true;
    }
  }

  private void deleteBoth() {
    try {
      Files.deleteIfExists(map);
      Files.deleteIfExists(data);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", data, e.getMessage());
    }
  }

  /** Declares the whole file present, just checked; for adopted files. */
  void loadWhole(CrcTable all) {
    synchronized (disk) {
      loaded = true;
      synchronized (this) {
        crcs = all;
        present.set(0, geometry.blocks());
        verified.set(0, geometry.blocks());
        unsavedBytes = Math.max(1, key.length());
        solid = true;
      }
    }
  }

  synchronized boolean has(int block) {
    return present.get(block);
  }

  synchronized boolean hasAll(int from, int to) {
    return present.nextClearBit(from) >= to;
  }

  synchronized int firstMissing(int from) {
    return present.nextClearBit(from);
  }

  synchronized long presentBytes() {
    long last = geometry.blocks() - 1L;
    long full = (long) present.cardinality() * geometry.blockBytes();
    boolean tail = last >= 0 && present.get((int) last);
    return tail ? full - geometry.blockBytes() + geometry.size((int) last) : full;
  }

  /** How many blocks from {@code from} on, below {@code to}, can be read; checks unchecked ones. */
  int usable(int from, int to) throws IOException {
    if (solid) {
      return to - from;
    }
    for (int block = from; block < to; block++) {
      boolean check;
      synchronized (this) {
        if (!present.get(block)) {
          return block - from;
        }
        check = !verified.get(block);
      }
      if (check && !verify(block)) {
        return block - from;
      }
    }
    return to - from;
  }

  private boolean verify(int block) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(geometry.size(block));
    boolean whole = read(geometry.start(block), bytes) == bytes.capacity();
    int crc = CrcTable.of(bytes.flip());
    synchronized (this) {
      if (whole && crc == crcs.get(block)) {
        verified.set(block);
        refreshSolid();
        return true;
      }
      present.clear(block);
      verified.clear(block);
      solid = false;
      unsavedBytes += 1;
    }
    LOG.warn("block {} of cached content {} is damaged; fetched again", block, key.id());
    return false;
  }

  /** Checks every present block, also those checked before; how many were damaged. */
  int verifyAll() throws IOException {
    int damaged = 0;
    for (int block = 0; block < geometry.blocks(); block++) {
      if (has(block) && !verify(block)) {
        damaged++;
      }
    }
    return damaged;
  }

  private void refreshSolid() {
    solid = verified.nextClearBit(0) >= geometry.blocks();
  }

  /** Reads up to the buffer's limit; bytes read, fewer at the end of the file. */
  int read(long offset, ByteBuffer into) throws IOException {
    moving.readLock().lock();
    try {
      FileChannel open = channel(false);
      int total = 0;
      while (into.hasRemaining()) {
        int count = open == null ? -1 : open.read(into, offset + total);
        if (count < 0) {
          break;
        }
        total += count;
      }
      return total;
    } finally {
      moving.readLock().unlock();
    }
  }

  /**
   * Stores one whole block; from here on it is present.
   *
   * @return false when it was present already or there is no file to store it in
   */
  boolean store(int block, ByteBuffer bytes) throws IOException {
    int crc = CrcTable.of(bytes.duplicate());
    moving.readLock().lock();
    try {
      FileChannel open = channel(true);
      if (open == null) {
        return false;
      }
      long at = geometry.start(block);
      while (bytes.hasRemaining()) {
        at += open.write(bytes, at);
      }
      return stored(block, crc);
    } finally {
      moving.readLock().unlock();
    }
  }

  private synchronized boolean stored(int block, int crc) {
    if (present.get(block)) {
      return false;
    }
    crcs.set(block, crc);
    present.set(block);
    verified.set(block);
    unsavedBytes += geometry.size(block);
    refreshSolid();
    return true;
  }

  /**
   * Gives the file away, whole, to somebody who will write to it: nothing of it is read or written
   * here any more when this returns, and nothing is present.
   *
   * @param to an absent name on the same filesystem
   * @return false when it is not whole, or has no names any more
   */
  boolean moveAway(Path to) throws IOException {
    moving.writeLock().lock();
    try {
      synchronized (disk) {
        if (detached || !solid || !Files.exists(data)) {
          return false;
        }
        Files.deleteIfExists(map); // first: a file without a map is nobody's after a crash
        Files.move(data, to, StandardCopyOption.ATOMIC_MOVE);
        synchronized (this) {
          present.clear();
          verified.clear();
          solid = false;
          unsavedBytes = 0;
        }
        close();
        return true;
      }
    } finally {
      moving.writeLock().unlock();
    }
  }

  /** The channel; null when there is no file and none may be made. */
  private @Nullable FileChannel channel(boolean make) throws IOException {
    FileChannel open = channel;
    if (open != null && open.isOpen()) {
      return open;
    }
    synchronized (disk) {
      if (channel != null && channel.isOpen()) {
        return channel;
      }
      if (detached || !(make || Files.exists(data))) {
        return null;
      }
      if (make) {
        Path parent = data.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
          Files.createDirectories(parent, DirectoryLock.PRIVATE_DIRECTORY);
        }
      }
      Set<StandardOpenOption> options =
          make
              ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
              : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = FileChannel.open(data, options, DirectoryLock.PRIVATE_FILE);
      return channel;
    }
  }

  /** Opens what is there, so that it can be read even when its name is gone later. */
  void open() throws IOException {
    channel(false);
  }

  /** Gives the file handle back. */
  void close() throws IOException {
    synchronized (disk) {
      FileChannel open = channel;
      channel = null;
      if (open != null) {
        open.close();
      }
    }
  }

  synchronized boolean wantsSaving(long bytes) {
    return unsavedBytes >= bytes;
  }

  /**
   * Writes the map, by a temporary file and a rename. Without a forced write: after power loss a
   * map may be damaged or ahead of the data, which its checksums and those of the blocks tell.
   */
  void save() throws IOException {
    synchronized (disk) {
      ByteBuffer encoded;
      synchronized (this) {
        if (detached || unsavedBytes == 0) {
          return;
        }
        encoded = new BlockMap(key, geometry.blockBytes(), present, crcs).encode();
        unsavedBytes = 0;
      }
      BlockMap.write(encoded, map);
    }
  }

  /** Marks the content as used now, in the order that survives a restart: the map's time. */
  void touch() throws IOException {
    synchronized (disk) {
      if (!detached && Files.exists(map)) {
        BlockMap.touch(map);
      }
    }
  }

  /**
   * Takes the names away: the data file goes to {@code trash}, the map is deleted.
   *
   * @param inUse somebody goes on reading what is here
   */
  void detach(Path trash, boolean inUse) throws IOException {
    synchronized (disk) {
      if (detached) {
        return;
      }
      if (inUse) {
        channel(false);
      }
      detached = true;
      Files.deleteIfExists(map);
      if (Files.exists(data)) {
        Files.move(data, trash, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Forgets blocks whose bytes turned out not to be there. */
  synchronized void forget(int from, int to) {
    present.clear(from, to);
    verified.clear(from, to);
    unsavedBytes++;
    solid = false;
  }

  /** From here on nothing is opened or saved any more; what is on the disk stays. */
  void retire() {
    synchronized (disk) {
      detached = true;
    }
  }

  /** Whether every block is present and was checked. */
  boolean isSolid() {
    return solid;
  }

  boolean isDetached() {
    return detached;
  }

  Path data() {
    return data;
  }
}
