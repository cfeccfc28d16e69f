package org.vosfs.cache.staging;

import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.DiskFullException;

/** How much of one staged file would survive power loss, and how to make that all of it. */
final class Durability {
  private final StagedFile file;
  private final Staging staging;
  private final DataFile data;
  private final ReadWriteLock lock;

  /**
   * One force at a time: the second must not return before the first is through. Taken before the
   * file's lock.
   */
  private final ReentrantLock forcing = new ReentrantLock();

  /** Epoch of presence rows added now; guarded by the file's lock. */
  private long epoch;

  /**
   * The least size since the last force began, which the disk holds at least after it; guarded by
   * the file's lock.
   */
  private long leastSize;

  private volatile boolean unforced = true;
  private volatile @Nullable IOException failure;

  /**
   * @param lock the file's
   */
  Durability(StagedFile file, Staging staging, DataFile data, ReadWriteLock lock) {
    this.file = file;
    this.staging = staging;
    this.data = data;
    this.lock = lock;
    this.epoch = file.entry().forces();
  }

  /** Bytes, presence or facts have changed, or are about to. */
  void changed() {
    unforced = true;
  }

  /** The file is about to shrink; under its write lock. */
  void shrunk(long to) {
    leastSize = Math.min(leastSize, to);
  }

  /** Journal rows of lower epochs are on the disk; under the file's lock. */
  long epoch() {
    return epoch;
  }

  void force() throws IOException {
    forcing.lock();
    try {
      IOException failed = failure;
      if (failed != null) {
        throw new IOException("an earlier attempt to write to the disk failed", failed);
      }
      long covered = begin();
      if (covered >= 0) {
        forceAll(covered);
      }
    } finally {
      forcing.unlock();
    }
  }

  /** What {@link #forceBytes} found: it holds as long as nothing was changed or forced since. */
  record Mark(long epoch, long generation) {}

  /**
   * The first half of {@link #force}, for many files at once: the bytes are on the disk when this
   * returns; the caller forces the directory and commits {@link #forcedRow} of all with one commit.
   * A {@link #force} of the same file does its own work all the same.
   *
   * @return null when there is nothing to do
   */
  @Nullable Mark forceBytes() throws IOException {
    forcing.lock();
    try {
      if (failure != null || !unforced) {
        return null;
      }
      Mark mark = mark();
      try {
        data.force();
      } catch (IOException e) {
        if (!file.isGone()) {
          failure = e;
        }
        throw e;
      }
      return mark;
    } finally {
      forcing.unlock();
    }
  }

  private Mark mark() throws IOException {
    lock.writeLock().lock();
    try {
      file.requireHere();
      leastSize = file.size();
      epoch++;
      return new Mark(epoch, file.generation());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether nothing was changed or forced since; under the file's lock. */
  boolean isAt(Mark mark) {
    return epoch == mark.epoch() && file.generation() == mark.generation();
  }

  /** The row that tells of it; under the file's lock. */
  Row forcedRow() {
    return file.entry().rowForced(epoch, file.size(), leastSize);
  }

  /** Gives the epoch below which everything will be on the disk; -1 when all of it is. */
  private long begin() throws IOException {
    lock.writeLock().lock();
    try {
      file.requireHere();
      if (!unforced) {
        return -1;
      }
      unforced = false;
      leastSize = file.size();
      epoch++;
      return epoch;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void forceAll(long covered) throws IOException {
    boolean done = false;
    try {
      forceData();
      commit(covered);
      done = true;
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    } finally {
      if (!done) {
        unforced = true;
      }
    }
  }

  private void forceData() throws IOException {
    try {
      data.force();
      if (file.entry().forces() == 0) {
        staging.forceFiles();
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void commit(long covered) throws IOException {
    lock.readLock().lock();
    try {
      file.requireHere();
      file.entry().forced(covered, file.size(), leastSize);
    } finally {
      lock.readLock().unlock();
    }
  }
}
