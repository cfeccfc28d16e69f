package org.vosfs.cache.block;

import org.jspecify.annotations.Nullable;

/** One content in the {@link Store}, whose monitor guards what changes of it. */
final class Account {
  final ContentKey key;
  final BlockFile file;
  final Geometry geometry;

  /** How its source answers; needs no monitor. */
  volatile Ranges ranges = Ranges.UNKNOWN;

  /** Leases and fetches: while there are any it is not evicted. */
  int pins;

  /** Bytes of the cache's room that it takes. */
  long charged;

  /** Whether it has its names in the cache directory. */
  boolean listed;

  /**
   * Whose file it is, when the kernel was given it: programs may have it mapped for as long as they
   * live, so no one else's writes may ever go to it. Null = nobody's.
   */
  @Nullable Object owner;

  /** What serves it while it is pinned. */
  @Nullable Content content;

  Account(ContentKey key, Geometry geometry, BlockFile file) {
    this.key = key;
    this.geometry = geometry;
    this.file = file;
  }

  /** What a source does when asked for a range. */
  enum Ranges {
    UNKNOWN,
    SENDS_RANGES,
    /** Sends everything from byte 0, whatever was asked for. */
    SENDS_WHOLE
  }
}
