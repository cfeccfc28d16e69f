package org.vosfs.cache.block;

import java.util.ArrayList;
import java.util.List;
import org.vosfs.base.ByteRange;

/**
 * How one lease reads, and what to fetch before it is asked for.
 *
 * <p>Reads are gathered into runs: a run goes on with a read that touches it, or lies near its end
 * (the kernel's own read-ahead arrives out of order) or just before its start. Inside a run that
 * grows upwards the window behind its end is twice what has been read in a row, so it doubles as
 * reading goes on; inside one that grows downwards the same holds before its start. Runs that begin
 * at equal distances make a stride, forward or backward, and the pieces to come are fetched whole.
 * Guarded by the content's lock.
 */
final class AccessPattern {
  private static final long FIRST = 256 << 10;
  private static final long NEAR = 512 << 10;

  /** Longest piece of a stride that is fetched before it is asked for. */
  private static final long PIECE = 4 << 20;

  private static final int PIECES = 8;

  private final long budget;
  private boolean started;

  // The present run: where it lies, how many reads moved its end or its start in a row.
  private long start;
  private long expected;
  private int inRow;
  private int downInRow;
  private long run;
  private long ahead;
  private long behind;

  // The runs before it.
  private long anchor;
  private long stride;
  private int strides;
  private long pieceLength;
  private long nextPiece;

  AccessPattern(long budget) {
    this.budget = budget;
  }

  /** Takes note of a read of {@code length} bytes about to be served. */
  void note(long offset, long length) {
    long end = offset + length;
    if (!started) {
      started = true;
      begin(offset, end);
      if (offset == 0) { // opening reads the head
        run = length;
        inRow = 1;
      }
    } else if (offset >= start && offset <= expected + NEAR) {
      goOn(end);
    } else if (offset < start && start - end <= NEAR && start - offset <= NEAR) {
      goDown(offset, end);
    } else {
      jump(offset, end);
    }
  }

  private void begin(long offset, long end) {
    start = offset;
    expected = end;
    run = 0;
    inRow = 0;
    downInRow = 0;
    ahead = end;
    behind = offset;
  }

  private void goOn(long end) {
    if (end > expected) {
      run = downInRow > 0 ? 0 : run + end - expected;
      expected = end;
      downInRow = 0;
    }
    inRow++;
  }

  private void goDown(long offset, long end) {
    if (inRow > 1 && downInRow == 0) {
      run = 0; // it grew upwards so far
    }
    run += Math.min(start, end) - offset;
    start = offset;
    behind = Math.min(behind, start);
    downInRow++;
    inRow = 0;
  }

  private void jump(long offset, long end) {
    long tolerance = Math.min(NEAR / 2, Math.abs(stride) / 4);
    if (stride != 0 && Math.abs(offset - anchor - stride) <= tolerance) {
      anchor += stride;
      strides++;
    } else {
      stride = offset - start;
      anchor = offset;
      strides = 0;
      nextPiece = offset + stride;
    }
    pieceLength = Math.min(PIECE, expected - start);
    begin(offset, end);
  }

  /** Bytes that the fetch of a missing block at a read should bring at least. */
  long demand() {
    if (isStrided()) {
      return pieceLength;
    }
    return inRow == 0 ? 0 : Math.min(FIRST, budget);
  }

  /**
   * Window to keep filled behind {@link #position}; 0 while reading is not sequential. Two reads in
   * a row are not: of who reads a header the kernel asks for as much again.
   */
  long window() {
    boolean insidePiece = isStrided() && expected - start <= pieceLength;
    boolean begins = inRow < 2 || (inRow == 2 && run <= FIRST);
    if (begins || downInRow > 0 || insidePiece) {
      return 0;
    }
    return Math.min(budget, Math.max(FIRST, 2 * run));
  }

  private boolean isStrided() {
    return strides >= 1;
  }

  /**
   * What else to fetch now, nearest first: bytes before a run that grows downwards, pieces of a
   * stride. Each is told once.
   *
   * @param length of the content
   */
  List<ByteRange> elsewhere(long length) {
    List<ByteRange> wanted = new ArrayList<>();
    if (downInRow >= 2) {
      before(wanted);
    } else if (isStrided()) {
      pieces(wanted, length);
    }
    return wanted;
  }

  private void before(List<ByteRange> wanted) {
    long window = Math.min(budget, Math.max(FIRST, 2 * run));
    long goal = Math.max(0, start - window);
    if (behind <= goal || (behind - goal < window / 2 && goal > 0)) {
      return;
    }
    for (long to = behind; to > goal; to -= PIECE) {
      wanted.add(new ByteRange(Math.max(goal, to - PIECE), to));
    }
    behind = goal;
  }

  private void pieces(List<ByteRange> wanted, long length) {
    int many = (int) Math.min(Math.min(PIECES, 2L << Math.min(4, strides)), budget / pieceLength);
    for (int i = 1; i <= many; i++) {
      long at = anchor + i * stride;
      boolean isNext = stride > 0 ? at >= nextPiece : at <= nextPiece;
      if (at < 0 || at >= length) {
        return;
      }
      if (isNext) {
        wanted.add(new ByteRange(at, Math.min(length, at + pieceLength)));
        nextPiece = at + stride;
      }
    }
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
