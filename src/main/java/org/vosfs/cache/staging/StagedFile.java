package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
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

  private final StagedBytes bytes;
  private final Durability durability;
  private volatile boolean gone;

  StagedFile(Staging staging, JournalEntry entry, BitSet present, long size) {
    this.staging = staging;
    this.entry = entry;
    this.data = new DataFile(staging.dataPath(entry.id()));
    this.durability = new Durability(this, staging, data, lock);
    Presence presence = new Presence(entry.blockBytes(), present);
    long first = firstGeneration();
    this.bytes = new StagedBytes(entry, data, presence, durability, staging.room(), first, size);
    this.bytes.charge(false);
  }

  private long firstGeneration() {
    return entry.id() << GENERATION_BITS;
  }

  /** The facts as last committed. */
  public StagedFacts facts() {
    return entry.facts();
  }

  /** A program of an earlier mount may still have it mapped. */
  void recovered() {
    if (bytes.isComplete()) {
      bytes.recovered();
    }
  }

  JournalEntry entry() {
    return entry;
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
      boolean complete = bytes.isComplete();
      entry.commit(
          bytes.size(),
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
    return bytes.size();
  }

  /** Grows with every write and truncation, before the change can be read; in memory only. */
  public long generation() {
    return bytes.generation();
  }

  /**
   * The MD5 of its bytes in that generation, when it is known without reading them: 32 lower-case
   * hex digits.
   */
  public Optional<String> md5(long generation) {
    return look(() -> bytes.generation() == generation ? bytes.md5() : Optional.empty());
  }

  /** Whether programs may be writing the file without telling; see {@link #share}. */
  public boolean isShared() {
    return bytes.isShared();
  }

  /**
   * Lets programs write the file by themselves from now on, by its path. Its size is what the disk
   * says then; whoever shares it calls {@link #observe} whenever it may have been written.
   *
   * @throws IllegalStateException when base content is missing
   */
  public void share() throws IOException {
    change(bytes::share);
  }

  /** Counts as a change of what is shared; nothing happens when it is not. */
  public void observe() throws IOException {
    if (bytes.isShared()) {
      change(bytes::observe);
    }
  }

  /**
   * Ends the sharing, unless some program has the file open for writing, or mapped so that it may
   * still store into it.
   *
   * @return whether it is not shared now
   */
  public boolean unshare() throws IOException {
    if (!bytes.isShared()) {
      return true;
    }
    change(
        () -> {
          data.closeChannel(); // or the answer would be about ourselves
          if (!isWritable()) {
            bytes.unshare();
          }
        });
    return !bytes.isShared();
  }

  private boolean isWritable() {
    try {
      return staging.mappings().isWritable(data.path());
    } catch (IOException e) {
      Staging.LOG.debug("{}: {}", data.path(), e.getMessage());
      return staging.canShare(); // where it can never be told no file was ever shared
    }
  }

  /** Whether this process has changed its bytes. */
  public boolean isWritten() {
    return bytes.generation() != firstGeneration();
  }

  private <T> T look(Supplier<T> question) {
    lock.readLock().lock();
    try {
      return question.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Base ranges to fetch before {@code length} bytes at {@code offset} can be read. */
  public List<ByteRange> missing(long offset, long length) {
    return look(() -> bytes.missing(offset, length));
  }

  /** Base ranges to fetch before that range can be written: of partly overwritten blocks only. */
  public List<ByteRange> missingForWrite(long offset, long length) {
    return look(() -> bytes.missingForWrite(offset, length));
  }

  /** True when nothing of the base is missing any more. */
  public boolean isComplete() {
    return look(() -> bytes.isComplete());
  }

  /**
   * Takes base bytes for absent blocks; blocks that are here already are left alone, bytes at or
   * behind the base limit ignored. Does not count as a change of generation.
   *
   * @param offset start of a block
   * @param base content up to the end of a block or the base limit, consumed; what does not make up
   *     a whole block at its end is ignored
   */
  public void fill(long offset, ByteBuffer base) throws IOException {
    if (offset % entry.blockBytes() != 0) {
      throw new IllegalArgumentException("not at the start of a block: " + offset);
    }
    change(() -> bytes.fill(offset, base));
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
      return bytes.read(offset, into);
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
    change(() -> bytes.write(offset, from));
  }

  /** Sets the size; bytes gained are zeros. Bytes of the base that are cut off stay so. */
  public void truncate(long to) throws IOException {
    if (to < 0) {
      throw new IllegalArgumentException("size " + to);
    }
    change(() -> bytes.truncate(to));
  }

  /**
   * Data, directory entry and journal are on the disk when this returns. Once it has failed it
   * fails for good, because the kernel forgets what it could not write.
   */
  public void force() throws IOException {
    if (bytes.isShared()) {
      durability.changed(); // at any time
    }
    durability.force();
  }

  Durability durability() {
    return durability;
  }

  /** While it is held, neither bytes nor presence change. */
  Lock shared() {
    return lock.readLock();
  }

  /** Whether content of it was forced to the disk at some time. */
  public boolean isForced() {
    return entry.forces() > 0;
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

  private interface Step {
    void run() throws IOException;
  }

  /** Changes bytes or presence: alone, and the room it takes is counted again. */
  private void change(Step step) throws IOException {
    lock.writeLock().lock();
    try {
      requireHere();
      step.run();
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    } finally {
      bytes.charge(gone);
      lock.writeLock().unlock();
    }
  }

  private void leave(Step departure) throws IOException {
    change(
        () -> {
          data.closeChannel();
          entry.leave(bytes.size());
          try {
            departure.run();
          } catch (IOException e) {
            entry.stay(bytes.size());
            throw e;
          }
          gone = true;
          staging.left(this);
        });
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

  /** Bytes that a write of the range would add to those on the disk. */
  public long growth(long offset, long length) {
    return look(() -> bytes.growth(offset, length));
  }
}
