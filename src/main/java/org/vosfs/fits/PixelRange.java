package org.vosfs.fits;

/**
 * Pixels of one axis, counted from 1, both ends included.
 *
 * @param first at least 1
 * @param last {@link #END} = up to the last pixel
 */
public record PixelRange(long first, long last) {
  /** The last pixel, whatever its number. */
  public static final long END = Long.MAX_VALUE;

  /** Every pixel: {@code *}. */
  public static final PixelRange ALL = new PixelRange(1, END);

  public PixelRange {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("no pixel range: " + first + ":" + last);
    }
  }

  /** How many pixels there may be at most; {@link #END} for all. */
  public long most() {
    return last == END ? END : last - first + 1;
  }

  @Override
  public String toString() {
    return equals(ALL) ? "*" : first + ":" + last;
  }
}
