package org.vosfs.base;

/**
 * Bytes {@code start} (inclusive) to {@code end} (exclusive) of a file; both in bytes, {@code 0 <=
 * start <= end}.
 */
public record ByteRange(long start, long end) {
  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: " + start + ".." + end);
    }
  }

  public long length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }
}
