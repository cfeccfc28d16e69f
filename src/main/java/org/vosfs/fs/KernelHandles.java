package org.vosfs.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.staging.StagedFile;

/**
 * The handles of one file that the kernel serves by itself, from a local file that was lent to it.
 * All of them have the same local file, so while there are any the content must stay in that one:
 * from the cache it is moved into staging, never copied, and back.
 *
 * <p>Nobody tells when the file is written. Its size is what the disk says, and so is its time once
 * that is another than was put there as a mark. Guarded by the file's lock, but for {@link
 * #modified}.
 */
final class KernelHandles {
  /** Nobody has written it since it was lent. */
  private static final FileTime UNTOUCHED = FileTime.fromMillis(0);

  /** It was written, and what was written is known. */
  private static final FileTime KNOWN = FileTime.fromMillis(1000);

  private final Entry entry;
  private volatile int all;
  private int writers;
  private @Nullable CachedContent pin;
  private boolean touched;
  private volatile boolean marked;
  private volatile @Nullable Instant modified;

  KernelHandles(Entry entry) {
    this.entry = entry;
  }

  /**
   * The local file that holds every byte, if there is one.
   *
   * @param over what is staged of it, which comes first
   * @param content what is cached of it otherwise
   */
  Optional<LocalFile> fileToLend(
      @Nullable StagedFile over, @Nullable CachedContent content, FsSettings settings) {
    if (over != null) {
      return over.isComplete()
          ? Optional.of(new LocalFile(over.file(), LocalFile.ANY))
          : Optional.empty();
    }
    if (content == null) {
      return Optional.empty();
    }
    long size = content.key().length();
    // Where nothing is ever written several files may share one content.
    Optional<Path> file = settings.readOnly() ? content.completeFile() : content.ownFile(entry);
    return file.map(path -> new LocalFile(path, settings.readOnly() ? size : LocalFile.ANY));
  }

  /**
   * It was lent for one more handle.
   *
   * @param written what that handle may write; null = nothing
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock only
  void lent(@Nullable StagedFile written) throws IOException {
    if (written != null) {
      written.share();
      mark(written);
      writers++;
    }
    entry.lent = true;
    all++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock only
  void takenBack(boolean written) {
    all--;
    if (written) {
      writers--;
    }
    if (all == 0) {
      unpin();
    }
  }

  /** Whether the content must stay in its local file. */
  boolean any() {
    return all > 0;
  }

  /** Keeps the content in the cache, where it is now, for as long as there are handles. */
  void pin(CachedContent content) {
    unpin();
    pin = content;
  }

  private void unpin() {
    CachedContent old = pin;
    pin = null;
    if (old != null) {
      old.close();
    }
  }

  /** Gives the local file a time that no write has, so that another tells of one. */
  private void mark(StagedFile file) throws IOException {
    touched |= marked && isWritten(file);
    Files.setLastModifiedTime(file.file(), touched ? KNOWN : UNTOUCHED);
    marked = true;
  }

  /** Takes in what programs may have done to a shared file without telling. */
  void observe(StagedFile file) throws IOException {
    if (!file.isShared()) {
      return;
    }
    file.observe();
    if (marked && isWritten(file)) {
      modified = modified(file);
      mark(file);
      if (file.facts().modifiedNanos() != null) {
        file.update(f -> f.withModifiedNanos(null)); // it was set before that
      }
    }
  }

  /**
   * Makes sure that nobody writes a staged file without telling from now on.
   *
   * @param lent whether it is the one that is lent; else an earlier one, which may be mapped still
   * @return false while somebody may
   */
  boolean settle(StagedFile file, boolean lent) throws IOException {
    if (file.isGone() || !file.isShared()) {
      return true;
    }
    if (lent) {
      observe(file);
      if (writers > 0) {
        return false; // also one whom the kernel has not heard of yet
      }
    }
    return file.unshare();
  }

  /** It is written through us. */
  void written(Instant now) {
    modified = now;
  }

  /** A time that a program sets. */
  void setModified(@Nullable StagedFile file, Instant time) throws IOException {
    modified = time;
    if (file != null && file.isShared()) {
      mark(file);
    }
  }

  /** When the file was modified; null when it was not. */
  @Nullable Instant modified(@Nullable StagedFile file) {
    Instant known = modified;
    try {
      return file != null && file.isShared() && marked && isWritten(file)
          ? Files.getLastModifiedTime(file.file()).toInstant()
          : known;
    } catch (IOException e) {
      return known; // gone: uploaded or removed in this moment
    }
  }

  private static boolean isWritten(StagedFile file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file.file());
    return !time.equals(UNTOUCHED) && !time.equals(KNOWN);
  }

  /** Whether nobody has written what an earlier mount lent to the kernel. */
  static boolean isUntouched(StagedFile file) throws IOException {
    return Files.getLastModifiedTime(file.file()).equals(UNTOUCHED);
  }
}
