package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Version;

/**
 * Bytes in and out of open files: tries under the file's lock, fetches what is missing without it,
 * and tries again. Failures that a later close has to tell are left with the file.
 */
final class FileIo {
  private final Shared shared;
  private final Room room;

  FileIo(Shared shared, Room room) {
    this.shared = shared;
    this.room = room;
  }

  /** As much as there is, up to the buffer; 0 at the end. */
  int read(FileHandle handle, long offset, ByteBuffer into) throws FsException {
    OpenFile file = handle.file;
    try {
      while (true) {
        Attempt attempt = file.tryRead(offset, into);
        Version base = attempt.base();
        if (attempt.done() >= 0) {
          return attempt.done();
        }
        if (base == null) {
          return 0;
        }
        StagedFile staged = attempt.staged();
        if (staged == null) {
          return handle.lease(base).read(offset, into);
        }
        BaseBytes.fill(staged, handle.lease(base), attempt.missing());
      }
    } catch (StaleContentException e) {
      observe(file, e.observed());
      throw RemoteFaults.translate(e);
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /** All of the buffer, at {@code offset} or, when it is negative, at the end. */
  int write(FileHandle handle, long offset, ByteBuffer from) throws FsException {
    OpenFile file = handle.file;
    try {
      room.forWrite(file, offset, from.remaining());
      while (true) {
        Attempt attempt = file.tryWrite(offset, from);
        if (attempt.done() >= 0) {
          return attempt.done();
        }
        Version base = attempt.base();
        StagedFile staged = attempt.staged();
        if (base == null || staged == null) {
          throw new FsException(Reason.IO, file.entry.name + ": bytes missing that nobody has");
        }
        BaseBytes.fill(staged, handle.lease(base), attempt.missing());
      }
    } catch (IOException e) {
      throw remember(file, e);
    }
  }

  /** A change that a later close must not forget when it fails. */
  @FunctionalInterface
  interface Change {
    void apply(OpenFile file) throws IOException;
  }

  void change(OpenFile file, Change change) throws FsException {
    try {
      change.apply(file);
    } catch (IOException e) {
      throw remember(file, e);
    }
  }

  void truncate(OpenFile file, long size) throws FsException {
    change(
        file,
        of -> {
          room.forSize(of, size);
          of.truncate(size);
        });
  }

  /** Brings in every byte of the base that is still missing, before an upload. */
  static void complete(OpenFile file) throws IOException {
    StagedFile staged = file.staged();
    Version base = file.base();
    if (staged == null || base == null || staged.isComplete()) {
      return;
    }
    try (CachedContent lease = file.lease(base)) {
      BaseBytes.fill(staged, lease, staged.missing(0, staged.size()));
    }
  }

  /** Fetches a clean file wholly, because its name is about to go while handles are open. */
  static void completeClean(OpenFile file) throws IOException {
    Version base = file.base();
    if (file.staged() == null && base != null) {
      file.fetchAll(base);
    }
  }

  private static FsException remember(OpenFile file, IOException e) {
    FsException failure = RemoteFaults.translate(e);
    if (failure.reason() != Reason.TOO_BIG) { // refused as a whole, so nothing is missing
      file.setProblem(failure);
    }
    return failure;
  }

  /** The storage has newer content than the records say: the next open gets that. */
  private void observe(OpenFile file, Version version) {
    file.entry.own = new OwnResult(version, null, file.base(), null, shared.ticker().read());
    shared.meta().expire(file.entry.number);
  }
}
