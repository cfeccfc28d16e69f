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
