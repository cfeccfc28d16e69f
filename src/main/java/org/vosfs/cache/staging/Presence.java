package org.vosfs.cache.staging;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.vosfs.base.ByteRange;

/**
 * Which blocks of one staged file hold their base content or something newer. A block at or behind
 * the base limit is never missing. Not thread-safe; guarded by the file's lock.
 */
final class Presence {
  private final int blockBytes;
  private final BitSet present;

  /** {@link #missingBytes} of that limit, kept up to date; a limit of -1 is none. */
  private long countedLimit = -1;

  private long missing;

  Presence(int blockBytes, BitSet present) {
    this.blockBytes = blockBytes;
    this.present = present;
  }

  /** Base bytes of the blocks touching the range that are not here; neighbours joined. */
  List<ByteRange> missing(long offset, long length, long baseLimit) {
    return collect(offset, length, baseLimit, false);
  }

  /** The same, less the blocks whose base bytes a write of the range replaces altogether. */
  List<ByteRange> missingForWrite(long offset, long length, long baseLimit) {
    return collect(offset, length, baseLimit, true);
  }

  private List<ByteRange> collect(long offset, long length, long baseLimit, boolean forWrite) {
    List<ByteRange> ranges = new ArrayList<>();
    long end = Math.min(offset + length, baseLimit);
    if (length <= 0 || offset >= blockEnd(baseLimit)) {
      return ranges;
    }
    long start = -1;
    long stop = -1;
    // A range behind the limit but in the block that holds it touches that block's base bytes.
    for (int b = block(offset); start(b) < Math.max(end, offset + 1) && start(b) < baseLimit; b++) {
      long baseEnd = baseEnd(b, baseLimit);
      if (present.get(b) || (forWrite && offset <= start(b) && offset + length >= baseEnd)) {
        continue;
      }
      if (start(b) != stop) {
        add(ranges, start, stop);
        start = start(b);
      }
      stop = baseEnd;
    }
    add(ranges, start, stop);
    return ranges;
  }

  private static void add(List<ByteRange> ranges, long start, long stop) {
    if (start >= 0) {
      ranges.add(new ByteRange(start, stop));
    }
  }

  /** Blocks that become present by a write of the range, all of their base bytes replaced. */
  BitSet replaced(long offset, long length, long baseLimit) {
    BitSet blocks = new BitSet();
    long end = offset + length;
    if (offset >= baseLimit) {
      return blocks;
    }
    for (int b = block(offset); start(b) < end && start(b) < baseLimit; b++) {
      boolean whole = offset <= start(b) && end >= baseEnd(b, baseLimit);
      if (whole && !present.get(b)) {
        blocks.set(b);
      }
    }
    return blocks;
  }

  void add(BitSet blocks) {
    for (int b = blocks.nextSetBit(0); b >= 0; b = blocks.nextSetBit(b + 1)) {
      if (!present.get(b) && start(b) < countedLimit) {
        missing -= baseEnd(b, countedLimit) - start(b);
      }
    }
    present.or(blocks);
  }

  private int block(long offset) {
    return Math.toIntExact(offset / blockBytes);
  }

  long start(int block) {
    return (long) block * blockBytes;
  }

  /** End of the block's base bytes. */
  long baseEnd(int block, long baseLimit) {
    return Math.min(start(block) + blockBytes, baseLimit);
  }

  /** End of the last block that holds a byte below {@code limit}. */
  private long blockEnd(long limit) {
    return (limit + blockBytes - 1) / blockBytes * blockBytes;
  }

  boolean isComplete(long baseLimit) {
    int blocks = block(blockEnd(baseLimit));
    return present.nextClearBit(0) >= blocks;
  }

  /** Base bytes that are not here; counted once, so it costs nothing after each write. */
  long missingBytes(long baseLimit) {
    if (countedLimit != baseLimit) {
      missing = count(baseLimit);
      countedLimit = baseLimit;
    }
    return missing;
  }

  private long count(long baseLimit) {
    long bytes = 0;
    int blocks = block(blockEnd(baseLimit));
    for (int b = present.nextClearBit(0); b < blocks; b = present.nextClearBit(b + 1)) {
      bytes += baseEnd(b, baseLimit) - start(b);
    }
    return bytes;
  }
}
