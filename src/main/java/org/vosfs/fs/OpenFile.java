package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
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
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Shared shared;
  private final BaseBytes bytes;
  private final OpenFileUpload upload;
  private final Unsent unsent;
  private final KernelHandles kernel;
  final Entry entry;

  // Changed under the lock only; volatile for those who just look.
  private volatile @Nullable Version base;
  private volatile boolean unlinked;

  private volatile @Nullable FsException problem;

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
    this.kernel = new KernelHandles(entry);
    this.base = base;
    this.absentSince = absentSince;
    this.upload = new OpenFileUpload(shared, contents, this);
    this.unsent = new Unsent(shared, entry, upload);
  }

  /** A file left staged by an earlier process. */
  static OpenFile recovered(Shared shared, Contents contents, Entry entry, StagedFile staged) {
    String base = staged.facts().base();
    OpenFile file =
        new OpenFile(shared, contents, entry, base == null ? null : Version.parse(base), null);
    Long nanos = staged.facts().modifiedNanos();
    file.unsent.bind(staged);
    file.kernel.written(nanos == null ? shared.clock().instant() : FileFacts.ofNanos(nanos));
    return file;
  }

  /** What is done to the file while nobody else looks at it. */
  private interface Step {
    void run() throws IOException;
  }

  private void alone(Step step) throws IOException {
    lock.writeLock().lock();
    try {
      step.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The same, with a result. */
  private interface Move<T> {
    T run() throws IOException;
  }

  private <T> T aloneFor(Move<T> move) throws IOException {
    lock.writeLock().lock();
    try {
      return move.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Reads what is staged. */
  Attempt tryRead(long offset, ByteBuffer into) throws IOException {
    lock.readLock().lock();
    try {
      StagedFile over = unsent.staged();
      if (over == null) {
        return new Attempt(-1, null, base, List.of());
      }
      List<ByteRange> missing = over.missing(offset, into.remaining());
      int done = missing.isEmpty() ? over.read(offset, into) : -1;
      return new Attempt(done, over, base, missing);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes at {@code offset}, or at the end when it is negative; the file becomes staged. */
  Attempt tryWrite(long offset, ByteBuffer from) throws IOException {
    int length = from.remaining();
    return aloneFor(
        () -> {
          StagedFile over = over(Long.MAX_VALUE);
          long at = offset < 0 ? over.size() : offset;
          List<ByteRange> missing = over.missingForWrite(at, length);
          if (!missing.isEmpty()) {
            return new Attempt(-1, over, base, missing);
          }
          beginChange(over);
          over.write(at, from);
          kernel.written(shared.clock().instant());
          return new Attempt(length, over, base, missing);
        });
  }

  void truncate(long size) throws IOException {
    alone(
        () -> {
          Version version = base;
          if (staged() == null && version != null && version.length() == size && size > 0) {
            return;
          }
          StagedFile over = over(size);
          over = size == 0 && !unlinked && !kernel.any() ? unsent.anew(over) : over;
          beginChange(over);
          over.truncate(size);
          kernel.written(shared.clock().instant());
        });
  }

  /** Makes the file staged, if it is not yet; journalled before it returns. */
  void stage() throws IOException {
    alone(() -> over(Long.MAX_VALUE));
  }

  /** The staged file; the very file that the kernel was given, if it was. */
  private StagedFile over(long baseLimit) throws IOException {
    Version version = base;
    StagedFile whole = null;
    if (entry.lent && staged() == null && version != null && version.length() > 0) {
      try (CachedContent content = bytes.lease(version)) {
        whole = unsent.whole(version, content, unlinked);
      }
    }
    return whole != null ? whole : unsent.over(version, baseLimit, unlinked);
  }

  /**
   * Lends the local file to the kernel, for one handle.
   *
   * @param version whose cached bytes {@code content} is, unless they are staged meanwhile
   * @return empty when not every byte is in one local file
   */
  Optional<LocalFile> lend(
      boolean writes, @Nullable Version version, @Nullable CachedContent content)
      throws IOException {
    return aloneFor(
        () -> {
          if (staged() == null && !Objects.equals(version, base)) {
            return Optional.empty();
          }
          StagedFile over = writes ? unsent.whole(base, content, unlinked) : staged();
          if (writes && over == null) {
            return Optional.empty(); // what is cached is not to be written
          }
          Optional<LocalFile> file = kernel.fileToLend(over, content, shared.settings());
          if (file.isPresent() && writes && over != null) {
            beginChange(over);
          }
          if (file.isPresent()) {
            kernel.lent(writes ? over : null);
          }
          return file;
        });
  }

  /** The kernel has closed such a handle. */
  void takeBack(boolean writes) throws IOException {
    alone(
        () -> {
          kernel.takenBack(writes);
          StagedFile over = staged();
          if (writes && over != null && !over.isGone()) {
            kernel.observe(over);
          }
        });
  }

  /**
   * Whether nobody writes a staged file of it but through here; false while a program has it
   * mapped, too.
   */
  boolean settle(StagedFile file) throws IOException {
    return aloneFor(() -> kernel.settle(file, file == staged()));
  }

  boolean isLent() {
    return kernel.any();
  }

  private void beginChange(StagedFile over) throws IOException {
    if (!unlinked) {
      unsent.beginChange(over);
    }
  }

  /** A lease on a version of this file; the caller closes it. */
  CachedContent lease(Version version) throws IOException {
    return bytes.lease(version);
  }

  /** Brings a version wholly into the cache. */
  void fetchAll(Version version) throws IOException {
    bytes.fetchAll(version);
  }

  /** close(2) of a written file: what is there survives this process from here on. */
  void acknowledge() throws IOException {
    change(
        over -> {
          kernel.observe(over);
          unsent.acknowledge(over, unlinked);
        });
  }

  /** fsync: what is there survives power loss from here on. */
  void force() throws IOException {
    acknowledge();
    change(StagedFile::force);
  }

  /** Applies a change if the file is staged; tells whether it was. */
  boolean change(StagedChange change) throws IOException {
    return aloneFor(
        () -> {
          StagedFile over = staged();
          if (over != null) {
            change.apply(over);
          }
          return over != null;
        });
  }

  /** A time that a program sets; after its facts are. */
  void setModified(Instant instant) throws IOException {
    alone(() -> kernel.setModified(staged(), instant));
  }

  /** A lasting failure of the upload: each handle hears of it once, at its next flush or fsync. */
  void setProblem(@Nullable FsException failure) {
    problem = failure;
  }

  /**
   * The service has {@code version}; with the bytes and facts that were sent, the file is clean.
   *
   * @param keep what is done with the bytes before they are given up; they change no more
   * @return false when bytes or facts changed since they were sent
   */
  boolean becomeClean(Version version, long generation, StagedFacts sent, Runnable keep)
      throws IOException {
    return aloneFor(
        () -> {
          base = version;
          problem = null;
          StagedFile over = staged();
          if (over == null) {
            return true;
          }
          boolean unchanged = over.generation() == generation && over.facts().isSentAs(sent);
          if (unchanged) {
            keep.run();
            unsent.discard();
            if (kernel.any()) {
              kernel.pin(bytes.lease(version));
            }
          } else {
            unsent.sent(over, sent);
          }
          return unchanged;
        });
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
    alone(
        () -> {
          unlinked = true;
          unsent.removed();
        });
    // After it is marked: whoever submits it meanwhile looks at the mark afterwards.
    if (staged() != null) {
      shared.uploads().withdraw(upload);
    }
  }

  /**
   * Another name, and what is replaced there, in one commit.
   *
   * @param over the file that has the name so far; null = none
   */
  void move(UnaryOperator<StagedFacts> change, @Nullable OpenFile over) throws IOException {
    alone(() -> unsent.move(change, over == null ? null : over.unsent));
  }

  /** What is staged is not wanted any more; nobody has it open. */
  void abandon() throws IOException {
    alone(
        () -> {
          problem = null;
          unsent.abandon();
        });
  }

  /** Nobody uses it any more. */
  void dispose() throws IOException {
    alone(
        () -> {
          unsent.dispose(unlinked);
          bytes.close();
        });
  }

  OpenFileUpload upload() {
    return upload;
  }

  @Nullable StagedFile staged() {
    return unsent.staged();
  }

  @Nullable Version base() {
    return base;
  }

  @Nullable Instant modified() {
    return kernel.modified(staged());
  }

  @Nullable FsException problem() {
    return problem;
  }

  boolean isUnlinked() {
    return unlinked;
  }

  long size() {
    lock.readLock().lock();
    try {
      StagedFile over = staged();
      Version version = base;
      return over != null ? over.size() : version != null ? version.length() : 0;
    } finally {
      lock.readLock().unlock();
    }
  }
}
