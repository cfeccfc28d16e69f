package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.Version;

/**
 * One file in use: the content its handles see. Clean, it is one version, read through the block
 * cache; from the first change on it is a staged file over that version, until the upload is done.
 *
 * <p>Guarded by one read-write lock, never held across a network call: bytes of the base version
 * are fetched outside it and then filled in. The only mutable state there is per file.
 */
final class OpenFile {
  private static final NodePath NAMELESS = NodePath.of("/removed");

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Shared shared;
  private final BaseBytes bytes;
  private final OpenFileUpload upload;
  final Entry entry;

  // Guarded by lock.
  private @Nullable Version base;
  private @Nullable StagedFile staged;
  private @Nullable Instant modified;
  private @Nullable FsException problem;
  private boolean unlinked;

  /** Handles open on it; guarded by {@link OpenFiles}. */
  int handles;

  /** Handles that may write; guarded by {@link OpenFiles}. */
  int writers;

  /** Ticker reading at which the name was seen to be absent; null when it was not. */
  final @Nullable Long absentSince;

  OpenFile(
      Shared shared,
      Contents contents,
      Entry entry,
      @Nullable Version base,
      @Nullable Long absentSince) {
    this.shared = shared;
    this.bytes = new BaseBytes(contents, entry);
    this.entry = entry;
    this.base = base;
    this.absentSince = absentSince;
    this.upload = new OpenFileUpload(shared, contents, this);
  }

  /** A file left staged by an earlier process. */
  static OpenFile recovered(Shared shared, Contents contents, Entry entry, StagedFile staged) {
    String base = staged.facts().base();
    OpenFile file =
        new OpenFile(shared, contents, entry, base == null ? null : Version.parse(base), null);
    Long nanos = staged.facts().modifiedNanos();
    file.staged = staged;
    file.upload.bind(staged);
    file.modified = nanos == null ? shared.clock().instant() : FileFacts.ofNanos(nanos);
    return file;
  }

  int read(FileHandle handle, long offset, ByteBuffer into) throws FsException {
    try {
      while (true) {
        StagedFile over;
        Version version;
        List<ByteRange> missing = List.of();
        lock.readLock().lock();
        try {
          over = staged;
          version = base;
          if (over != null) {
            missing = over.missing(offset, into.remaining());
            if (missing.isEmpty()) {
              return over.read(offset, into);
            }
          }
        } finally {
          lock.readLock().unlock();
        }
        if (version == null) {
          return 0;
        }
        if (over == null) {
          return handle.lease(version).read(offset, into);
        }
        BaseBytes.fill(over, handle.lease(version), missing);
      }
    } catch (StaleContentException e) {
      observed(e.observed());
      throw RemoteFaults.translate(e);
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /** Writes at {@code offset}, or at the end when it is negative. */
  int write(FileHandle handle, long offset, ByteBuffer from) throws FsException {
    int length = from.remaining();
    try {
      stage();
      while (true) {
        StagedFile over;
        Version version;
        List<ByteRange> missing;
        lock.writeLock().lock();
        try {
          over = current();
          version = base;
          long at = offset < 0 ? over.size() : offset;
          missing = over.missingForWrite(at, length);
          if (missing.isEmpty()) {
            beginChange(over);
            over.write(at, from);
            modified = shared.clock().instant();
            return length;
          }
        } finally {
          lock.writeLock().unlock();
        }
        if (version == null) {
          throw new FsException(Reason.IO, entry.name + ": bytes missing that nobody has");
        }
        BaseBytes.fill(over, handle.lease(version), missing);
      }
    } catch (IOException e) {
      throw remember(e);
    }
  }

  void truncate(long size) throws FsException {
    try {
      lock.writeLock().lock();
      try {
        if (staged == null && base != null && base.length() == size && size > 0) {
          return;
        }
        stageLocked(size);
        StagedFile over = current();
        beginChange(over);
        over.truncate(size);
        modified = shared.clock().instant();
      } finally {
        lock.writeLock().unlock();
      }
    } catch (IOException e) {
      throw remember(e);
    }
  }

  /** Makes the file staged, if it is not yet; journalled before it returns. */
  void stage() throws FsException {
    lock.writeLock().lock();
    try {
      stageLocked(Long.MAX_VALUE);
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void stageLocked(long baseLimit) throws IOException {
    if (staged != null) {
      return;
    }
    NodePath path = unlinked ? NAMELESS : shared.tree().path(entry);
    StagedFacts facts = StagedFacts.newFile(entry.number, path);
    Version over = base;
    if (over != null) {
      facts = facts.withBase(over.toText(), Math.min(baseLimit, over.length()));
    }
    StagedFile file = shared.staging().create(facts);
    long size = over == null ? 0 : Math.min(baseLimit, over.length());
    if (file.size() != size) {
      file.truncate(size);
    }
    if (unlinked) {
      file.update(
          f ->
              f.withState(
                  StagedState.REMOVED)); // for the handles still open; nothing of it survives them
    }
    staged = file;
    upload.bind(file);
  }

  private StagedFile current() throws FsException {
    if (staged == null) {
      throw new FsException(Reason.IO, entry.name + ": not staged");
    }
    return staged;
  }

  /**
   * The first change since the last acknowledgement begins a generation that is not for sending.
   */
  private void beginChange(StagedFile over) throws IOException {
    if (unlinked) {
      return;
    }
    StagedFacts facts = over.facts();
    if (facts.acknowledged() || facts.modifiedNanos() != null || facts.problem() != null) {
      // Acknowledged once, it stays READY: after a crash a new file is then still worth sending.
      StagedState state = facts.state() == StagedState.OPEN ? StagedState.OPEN : StagedState.READY;
      over.update(f -> f.withAcknowledged(false).withState(state, null).withModifiedNanos(null));
    }
    shared.uploads().withdraw(upload);
  }

  /** Brings in every byte of the base that is still missing, before an upload. */
  void complete() throws IOException {
    StagedFile over;
    Version version;
    lock.readLock().lock();
    try {
      over = current();
      version = base;
    } finally {
      lock.readLock().unlock();
    }
    if (over.isComplete() || version == null) {
      return;
    }
    try (CachedContent lease = lease(version)) {
      BaseBytes.fill(over, lease, over.missing(0, over.size()));
    }
  }

  /** Fetches a clean file wholly, because its name is about to go while handles are open. */
  void completeClean() throws IOException {
    Version version = locked(() -> staged == null ? base : null);
    if (version != null) {
      bytes.fetchAll(version);
    }
  }

  /** A lease on a version of this file; the caller closes it. */
  CachedContent lease(Version version) throws IOException {
    return bytes.lease(version);
  }

  /** close(2) of a written file: what is there survives this process from here on. */
  void acknowledge() throws FsException {
    change(
        over -> {
          if (!unlinked && !over.facts().acknowledged()) {
            over.update(f -> f.withAcknowledged(true).withState(StagedState.READY));
          }
        });
  }

  /** fsync: what is there survives power loss from here on. */
  void force() throws FsException {
    acknowledge();
    change(StagedFile::force);
  }

  /** A change of the staged file's bytes or facts. */
  @FunctionalInterface
  interface StagedChange {
    void apply(StagedFile staged) throws IOException;
  }

  /** Applies a change if the file is staged; tells whether it was. */
  boolean change(StagedChange change) throws FsException {
    lock.writeLock().lock();
    try {
      if (staged == null) {
        return false;
      }
      change.apply(staged);
      return true;
    } catch (IOException e) {
      throw remember(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  void setModified(Instant instant) throws FsException {
    lock.writeLock().lock();
    try {
      modified = instant;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private FsException remember(IOException e) {
    FsException failure = RemoteFaults.translate(e);
    lock.writeLock().lock();
    try {
      problem = failure;
    } finally {
      lock.writeLock().unlock();
    }
    return failure;
  }

  /** A lasting failure of the upload: each handle hears of it once, at its next flush or fsync. */
  void setProblem(@Nullable FsException failure) {
    lock.writeLock().lock();
    try {
      problem = failure;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void observed(Version version) {
    entry.own = new OwnResult(version, null, base(), null, shared.ticker().read());
    shared.meta().expire(entry.number);
  }

  /** The upload is done: {@code version} is what the service has now. */
  void becomeClean(Version version, boolean unchanged) throws IOException {
    lock.writeLock().lock();
    try {
      base = version;
      problem = null;
      if (unchanged && staged != null) {
        staged.discard();
        staged = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Takes over a version told by the service, when nothing is staged and nobody reads. */
  void rebase(@Nullable Version version) {
    lock.writeLock().lock();
    try {
      base = version;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The name is gone: handles go on, nothing of it will be sent any more. */
  void unlink() throws IOException {
    if (staged() != null) {
      shared.uploads().withdraw(upload);
    }
    lock.writeLock().lock();
    try {
      unlinked = true;
      if (staged != null) {
        staged.update(f -> f.withState(StagedState.REMOVED));
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Nobody uses it any more. */
  void dispose() throws IOException {
    lock.writeLock().lock();
    try {
      if (unlinked && staged != null) {
        staged.discard();
        staged = null;
      } else if (staged != null) {
        staged.closeChannel();
      }
      bytes.close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  OpenFileUpload upload() {
    return upload;
  }

  @Nullable StagedFile staged() {
    return locked(() -> staged);
  }

  @Nullable Version base() {
    return locked(() -> base);
  }

  @Nullable Instant modified() {
    return locked(() -> modified);
  }

  @Nullable FsException problem() {
    return locked(() -> problem);
  }

  boolean isUnlinked() {
    return Boolean.TRUE.equals(locked(() -> unlinked));
  }

  long size() {
    Long size = locked(() -> staged != null ? staged.size() : base != null ? base.length() : 0L);
    return size == null ? 0 : size;
  }

  private <T> @Nullable T locked(java.util.function.Supplier<@Nullable T> value) {
    lock.readLock().lock();
    try {
      return value.get();
    } finally {
      lock.readLock().unlock();
    }
  }
}
