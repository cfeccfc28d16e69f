package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Version;

/**
 * The unchanged bytes of one file in use: leases on its cached content, and copying what is missing
 * into a staged file. One source for all handles, so that they share what they fetch. Thread-safe;
 * its monitor is never held across a fetch.
 */
final class BaseBytes {
  /** A multiple of every block size. */
  private static final int STEP = 1 << 20;

  private final Contents contents;
  private final Entry entry;
  private @Nullable RemoteBlocks source;

  BaseBytes(Contents contents, Entry entry) {
    this.contents = contents;
    this.entry = entry;
  }

  /** A lease on a version; the caller closes it. */
  CachedContent lease(Version version) throws IOException {
    RemoteBlocks from;
    synchronized (this) {
      if (source == null || !source.expected().sameContentAs(version)) {
        source = contents.source(entry, version);
      }
      from = source;
    }
    return contents.acquire(entry, from);
  }

  /** Copies base bytes into a staged file, in steps that are whole blocks and bounded memory. */
  static void fill(StagedFile over, CachedContent from, List<ByteRange> missing)
      throws IOException {
    for (ByteRange range : missing) {
      for (long start = range.start(); start < range.end(); start += STEP) {
        long end = Math.min(range.end(), start + STEP);
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
        while (bytes.hasRemaining()) {
          if (from.read(start + bytes.position(), bytes) <= 0) {
            throw new IOException("the base version ended before byte " + end);
          }
        }
        over.fill(start, bytes.flip());
      }
    }
  }

  /** Brings a version wholly into the cache. */
  void fetchAll(Version version) throws IOException {
    try (CachedContent lease = lease(version)) {
      ByteBuffer bytes = ByteBuffer.allocate(STEP);
      for (long at = 0; at < version.length() && !lease.isComplete(); ) {
        int n = lease.read(at, bytes.clear());
        if (n <= 0) {
          throw new IOException("the file ended early at byte " + at);
        }
        at += n;
      }
    }
  }

  synchronized void close() {
    if (source != null) {
      source.close();
      source = null;
    }
  }
}
