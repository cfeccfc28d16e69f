package org.vosfs.fs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.vospace.Version;

/** One open of a file: how it was opened, and its own place in the block cache. Thread-safe. */
final class FileHandle {
  final OpenFile file;
  final OpenMode mode;

  /** Whether its close acknowledges: it may write, or its open changed the file. */
  final boolean changes;

  /** Whether the kernel serves it by itself; see {@link LocalFiles}. */
  volatile boolean lent;

  private final Deque<CachedContent> leases = new ArrayDeque<>();
  private @Nullable Version leased;
  private @Nullable FsException told;

  FileHandle(OpenFile file, OpenMode mode, boolean changes) {
    this.file = file;
    this.mode = mode;
    this.changes = changes;
  }

  /** The cached bytes of a version, with this handle's own access pattern. */
  CachedContent lease(Version version) throws IOException {
    synchronized (this) {
      CachedContent last = leases.peekLast();
      if (last != null && leased != null && leased.sameContentAs(version)) {
        return last;
      }
    }
    CachedContent fresh = file.lease(version);
    synchronized (this) {
      // Earlier leases stay open: another thread may be reading through one.
      leases.addLast(fresh);
      leased = version;
    }
    return fresh;
  }

  /** Throws the file's lasting failure, once for this handle. */
  synchronized void tellProblem() throws FsException {
    FsException problem = file.problem();
    if (problem != null && !problem.equals(told)) {
      told = problem;
      throw problem;
    }
  }

  synchronized void close() {
    while (!leases.isEmpty()) {
      leases.removeLast().close();
    }
  }
}
