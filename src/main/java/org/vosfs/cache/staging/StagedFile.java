package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import org.vosfs.base.ByteRange;
import org.vosfs.base.DiskFullException;

/**
 * One unsent file: bytes on the disk, facts in the journal. Thread-safe. What a method has done
 * when it returns survives the death of the process; what {@link #force} covers survives power
 * loss.
 *
 * <p>Content below {@link StagedFacts#baseLimit} comes from the base version, block by block, until
 * it is filled in or overwritten; the caller fetches what {@link #missing} names, without any lock,
 * and hands it to {@link #fill}.
 *
 * <p>All methods that touch the disk throw {@link DiskFullException} when there is no room, and
 * {@link IOException} after {@link #release} or {@link #discard}.
 */
public final class StagedFile {
  /** Generations of different files differ, too: one may take the other's place. */
  private static final int GENERATION_BITS = 32;

  private final Staging staging;
  private final JournalEntry entry;
  private final DataFile data;

  /** Bytes, presence and size; taken before the journal's lock. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private final Presence presence;
  private volatile long size;
  private volatile long generation;
  private volatile boolean gone;
  private final Durability durability;

  StagedFile(Staging staging, JournalEntry entry, BitSet present, long size) {
    this.staging = staging;
    this.entry = entry;
    this.size = size;
    this.generation = entry.id() << GENERATION_BITS;
    this.data = new DataFile(staging.dataPath(entry.id()));
    this.presence = new Presence(entry.blockBytes(), present);
    this.durability = new Durability(this, staging, data, lock);
  }

  /** The facts as last committed. */
  public StagedFacts facts() {
    return entry.facts();
  }

  JournalEntry entry() {
    return entry;
  }

  private long baseLimit() {
    return entry.facts().baseLimit();
  }

  /**
   * Changes the facts in one journal commit, which survives the death of the process. {@code
   * change} must be quick and must not call back into staging.
   *
   * @throws IllegalArgumentException when it changes the id, or the base limit otherwise than to 0
   *     on a complete file
   */
  public void update(UnaryOperator<StagedFacts> change) throws IOException {
    lock.readLock().lock();
    try {
      requireHere();
      boolean complete = presence.isComplete(baseLimit());
      entry.commit(
          size,
          was -> {
            StagedFacts next = change.apply(was);
            boolean limitFits =
                next.baseLimit() == was.baseLimit() || (next.baseLimit() == 0 && complete);
            if (next.id() != was.id() || !limitFits) {
              throw new IllegalArgumentException("change of id or base limit: " + next);
            }
            return next;
          });
      durability.changed();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes over what {@link Staging#renameBelow} has committed; under the journal's lock. */
  void renamed(Row next) {
    entry.renamed(next);
    durability.changed();
  }

  public long size() {
    return size;
  }

  /** Grows with every write and truncation, before the change can be read; in memory only. */
  public long generation() {
    return generation;
  }

  /** Whether this process has changed its bytes. */
  public boolean isWritten() {
    return generation != entry.id() << GENERATION_BITS;
  }

  /** Base ranges to fetch before {@code length} bytes at {@code offset} can be read. */
  public List<ByteRange> missing(long offset, long length) {
    lock.readLock().lock();
    try {
      return presence.missing(offset, length, baseLimit());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Base ranges to fetch before that range can be written: of partly overwritten blocks only. */
  public List<ByteRange> missingForWrite(long offset, long length) {
    lock.readLock().lock();
    try {
      return presence.missingForWrite(offset, length, baseLimit());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** True when nothing of the base is missing any more. */
  public boolean isComplete() {
    lock.readLock().lock();
    try {
      return presence.isComplete(baseLimit());
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Takes base bytes for absent blocks; blocks that are here already are left alone, bytes at or
   * behind the base limit ignored. Does not count as a change of generation.
   *
   * @param offset start of a block
   * @param bytes base content up to the end of a block or the base limit, consumed; what does not
   *     make up a whole block at its end is ignored
   */
  public void fill(long offset, ByteBuffer bytes) throws IOException {
    if (offset % entry.blockBytes() != 0) {
      throw new IllegalArgumentException("not at the start of a block: " + offset);
    }
    lock.writeLock().lock();
    try {
      requireHere();
      BitSet filled = presence.replaced(offset, bytes.remaining(), baseLimit());
      int begin = bytes.position();
      for (int b = filled.nextSetBit(0); b >= 0; b = filled.nextSetBit(b + 1)) {
        long start = presence.start(b);
        int length = (int) (presence.baseEnd(b, baseLimit()) - start);
        data.write(start, bytes.slice(begin + (int) (start - offset), length));
      }
      bytes.position(bytes.limit());
      markPresent(filled);
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void markPresent(BitSet blocks) throws IOException {
    if (!blocks.isEmpty()) {
      durability.changed();
      entry.addPresent(blocks, durability.epoch());
      presence.add(blocks);
    }
  }

  /**
   * Reads what is here.
   *
   * @return bytes read: as many as asked, fewer at the end of the file, 0 at or behind it
   * @throws IllegalStateException when base content in the range is missing
   */
  public int read(long offset, ByteBuffer into) throws IOException {
    lock.readLock().lock();
    try {
      requireHere();
      int length = (int) Math.min(into.remaining(), size - offset);
      if (length <= 0) {
        return 0;
      }
      requirePresent(presence.missing(offset, length, baseLimit()));
      int limit = into.limit();
      into.limit(into.position() + length);
      try {
        return data.read(offset, into);
      } finally {
        into.limit(limit);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Writes all of {@code from}, extending the file when need be. After a failure part of it may be
   * written.
   *
   * @throws IllegalStateException when a block only partly covered is missing
   */
  public void write(long offset, ByteBuffer from) throws IOException {
    lock.writeLock().lock();
    try {
      requireHere();
      int length = from.remaining();
      if (length == 0) {
        return;
      }
      requirePresent(presence.missingForWrite(offset, length, baseLimit()));
      BitSet replaced = presence.replaced(offset, length, baseLimit());
      changing();
      int begin = from.position();
      try {
        data.write(offset, from);
      } finally {
        if (from.position() > begin) {
          size = Math.max(size, offset + from.position() - begin);
        }
      }
      markPresent(replaced);
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void requirePresent(List<ByteRange> missing) {
    if (!missing.isEmpty()) {
      throw new IllegalStateException("base content is missing: " + missing);
    }
  }

  // Under the write lock only; volatile for readers that hold none.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void changing() throws IOException {
    if (entry.cut() != Row.NO_CUT) {
      finishCut(); // a truncation failed half way; nothing may be written on top of it
    }
    generation++;
    durability.changed();
  }

  /** Sets the size; bytes gained are zeros. Bytes of the base that are cut off stay so. */
  public void truncate(long to) throws IOException {
    if (to < 0) {
      throw new IllegalArgumentException("size " + to);
    }
    lock.writeLock().lock();
    try {
      requireHere();
      changing();
      if (to > size) {
        data.extend(to);
        size = to;
      } else if (to < size) {
        shrink(to);
      }
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Where the journal relies on the bytes to be cut off, the cut is in the journal before the file
   * shrinks and leaves it before anything else is written, so that a crash at any point ends in the
   * old or in the new content. When it is about base bytes, that order must hold on the disk too.
   */
  private void shrink(long to) throws IOException {
    boolean losesBase = to < baseLimit();
    durability.shrunk(to);
    if (losesBase || to < entry.promisedSize()) {
      entry.cut(losesBase, to, size, Math.min(to, baseLimit()));
      size = to;
      finishCut();
    } else {
      data.cut(to);
      size = to;
    }
  }

  private void finishCut() throws IOException {
    data.cut(entry.cut());
    entry.cut(false, Row.NO_CUT, size, baseLimit());
  }

  /**
   * Data, directory entry and journal are on the disk when this returns. Once it has failed it
   * fails for good, because the kernel forgets what it could not write.
   */
  public void force() throws IOException {
    durability.force();
  }

  /** Whether content of it was forced to the disk at some time. */
  public boolean isForced() {
    return entry.forces() > 0;
  }

  boolean neverForced() {
    return entry.forces() == 0;
  }

  /** The bytes, at the same offsets as the file's; not to be changed by others. */
  public Path file() {
    return data.path();
  }

  /**
   * Upload done: the file is moved to {@code destination} (an absent name) and its row removed. A
   * crash on the way ends with the file gone from staging; after a failure it is still staged.
   */
  public void release(Path destination) throws IOException {
    leave(() -> DataFile.move(data.path(), destination));
  }

  /** Removes row and bytes for good; does nothing when they are gone already. */
  public void discard() throws IOException {
    if (!gone) {
      leave(() -> Files.deleteIfExists(data.path()));
    }
  }

  private interface Departure {
    void run() throws IOException;
  }

  private void leave(Departure departure) throws IOException {
    lock.writeLock().lock();
    try {
      requireHere();
      data.closeChannel();
      entry.leave(size);
      try {
        departure.run();
      } catch (IOException e) {
        entry.stay(size);
        throw e;
      }
      gone = true;
      staging.left(this);
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether it is staged no more: uploaded, discarded, or replaced. */
  public boolean isGone() {
    return gone;
  }

  void requireHere() throws IOException {
    if (gone) {
      throw new IOException("staged file " + entry.id() + " is no longer staged");
    }
  }

  /** Gives the file handle back; it is opened again on demand. */
  public void closeChannel() {
    lock.writeLock().lock();
    try {
      data.closeChannel();
    } catch (IOException e) {
      // Nothing is lost: each write has been handed to the kernel before.
      Staging.LOG.warn("closing {}: {}", data.path(), e.getMessage());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Bytes on the disk, see {@link StagingUsage}. */
  long bytes() {
    lock.readLock().lock();
    try {
      return size - presence.missingBytes(baseLimit());
    } finally {
      lock.readLock().unlock();
    }
  }
}
