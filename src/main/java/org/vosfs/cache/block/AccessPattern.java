package org.vosfs.cache.block;

/**
 * How one lease reads, and how far ahead of it to fetch. A read that continues where the last ones
 * ended, or near it (the kernel's own read-ahead arrives out of order), is sequential; the window
 * is twice what has been read in a row, so it doubles as reading goes on. Guarded by the content's
 * lock.
 */
final class AccessPattern {
  private static final long FIRST = 256 << 10;
  private static final long NEAR = 512 << 10;

  private final long budget;
  private boolean started;
  private int inRow;
  private long run;
  private long expected;
  private long ahead;

  AccessPattern(long budget) {
    this.budget = budget;
  }

  /** Takes note of a read of {@code length} bytes about to be served. */
  void note(long offset, long length) {
    long end = offset + length;
    boolean near =
        started ? Math.abs(offset - expected) <= NEAR : offset == 0; // opening reads the head
    started = true;
    if (near) {
      run += Math.max(0, end - expected);
      expected = Math.max(expected, end);
      inRow++;
    } else {
      run = 0;
      inRow = 0;
      expected = end;
      ahead = end;
    }
  }

  /** Bytes that the fetch of a missing block at {@code offset} should bring at least. */
  long demand() {
    return inRow == 0 ? 0 : Math.min(FIRST, budget);
  }

  /** Window to keep filled behind {@link #position}; 0 while reading is not sequential. */
  long window() {
    return inRow < 2 ? 0 : Math.min(budget, Math.max(FIRST, 2 * run));
  }

  /** End of the furthest read of the present run. */
  long position() {
    return expected;
  }

  /** How far a stream may run ahead of the reader. */
  long streamWindow() {
    return Math.max(1 << 20, Math.min(budget, 2 * run));
  }

  /** End of what has been fetched ahead. */
  long ahead() {
    return Math.max(ahead, expected);
  }

  void ahead(long to) {
    ahead = Math.max(ahead, to);
  }
}
