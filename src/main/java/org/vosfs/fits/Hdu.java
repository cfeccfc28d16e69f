package org.vosfs.fits;

import org.vosfs.fits.CutoutException.Kind;

/**
 * One header and where its data are.
 *
 * @param index 0 = primary
 * @param start of the header, bytes
 * @param data of the data, bytes
 * @param length of the data without padding
 */
record Hdu(int index, Cards cards, long start, long data, long length) {
  /** The most axes that FITS has. */
  private static final int MOST_AXES = 999;

  /** With padding. */
  long end() {
    return padded(data + length);
  }

  static long padded(long length) {
    return (length + Cards.BLOCK - 1) / Cards.BLOCK * Cards.BLOCK;
  }

  boolean isCompressed() {
    return cards.isTrue("ZIMAGE") && cards.text("XTENSION").equals("BINTABLE");
  }

  boolean isImage() {
    boolean plain =
        index == 0
            ? cards.has("SIMPLE") && !cards.isTrue("GROUPS")
            : cards.text("XTENSION").equals("IMAGE");
    return plain || isCompressed();
  }

  /** Bits of a pixel, negative for floating point. */
  int bitpix() throws CutoutException {
    long bits = cards.number(isCompressed() ? "ZBITPIX" : "BITPIX", 0);
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64 && bits != -32 && bits != -64) {
      throw new CutoutException(Kind.NOT_FITS, "extension " + index + " has no BITPIX of FITS");
    }
    return (int) bits;
  }

  /** NAXIS1, NAXIS2...; none when there is no image. */
  long[] axes() throws CutoutException {
    return axes(isCompressed() ? "ZNAXIS" : "NAXIS");
  }

  private long[] axes(String key) throws CutoutException {
    long count = cards.number(key, 0);
    if (count < 0 || count > MOST_AXES) {
      throw new CutoutException(Kind.NOT_FITS, "extension " + index + " has " + count + " axes");
    }
    long[] axes = new long[(int) count];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = cards.number(key + (i + 1), -1);
      if (axes[i] < 0) {
        throw new CutoutException(
            Kind.NOT_FITS, "extension " + index + " has no length of axis " + (i + 1));
      }
    }
    return axes;
  }

  /** Bytes of data that a header announces. */
  static long dataLength(int index, Cards cards) throws CutoutException {
    Hdu plain = new Hdu(index, cards, 0, 0, 0);
    long[] axes = plain.axes("NAXIS");
    if (axes.length == 0) {
      return 0;
    }
    boolean groups = index == 0 && axes[0] == 0 && cards.isTrue("GROUPS");
    try {
      long pixels = 1;
      for (int i = groups ? 1 : 0; i < axes.length; i++) {
        pixels = Math.multiplyExact(pixels, axes[i]);
      }
      long parameters = Math.max(0, cards.number("PCOUNT", 0));
      long count = Math.max(1, cards.number("GCOUNT", 1));
      long bytes = Math.abs(cards.number("BITPIX", 0)) / 8;
      long values = Math.multiplyExact(count, Math.addExact(parameters, pixels));
      long length = Math.multiplyExact(values, bytes);
      if (length > Long.MAX_VALUE / 2) {
        throw new ArithmeticException();
      }
      return length;
    } catch (ArithmeticException e) {
      throw new CutoutException(Kind.NOT_FITS, "extension " + index + " announces too much data");
    }
  }
}
