package org.vosfs.fits;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Optional;
import nom.tam.fits.compression.algorithm.quant.RandomSequence;

/**
 * Floating-point pixels from the whole numbers that they were made for compression (FITS 4.0,
 * section 10.2 and appendix I). Done here since the library rounds otherwise than the standard
 * where nothing is dithered, and computes with other digits than the usual programs where it is.
 */
final class Quanta {
  /** Stands for an exact zero under the second method. */
  private static final int ZERO = Integer.MIN_VALUE + 2;

  /** What stands for no number where the header does not say. */
  private static final int NO_NUMBER = Integer.MIN_VALUE + 1;

  private static final int STEP = 500;

  private final boolean dithered;
  private final boolean zeros;
  private final long seed;
  private final boolean single;
  private final int blank;

  /** How the pixels of a tile are scaled. */
  record Scale(double scale, double zero, Optional<Double> blank) {}

  Quanta(Cards cards, int bitpix) {
    String method = cards.text("ZQUANTIZ");
    this.zeros = method.equals("SUBTRACTIVE_DITHER_2");
    this.dithered = zeros || method.equals("SUBTRACTIVE_DITHER_1");
    this.seed = cards.number("ZDITHER0", 1);
    this.single = bitpix == -32;
    this.blank = (int) cards.number("ZBLANK", NO_NUMBER);
  }

  /**
   * Appends the pixels of a tile.
   *
   * @param number of the tile, from 0: its random numbers begin where that says
   */
  void restore(IntBuffer whole, Scale scale, long number, ByteBuffer out) {
    int length = RandomSequence.length();
    int start = (int) ((number + seed - 1) % length);
    int next = dithered ? first(start) : 0;
    int empty = scale.blank().map(Double::intValue).orElse(blank);
    while (whole.hasRemaining()) {
      int value = whole.get();
      double pixel;
      if (value == empty) {
        pixel = Double.NaN;
      } else if (zeros && value == ZERO) {
        pixel = 0;
      } else if (dithered) {
        pixel =
            ((double) value - (float) RandomSequence.get(next) + 0.5) * scale.scale()
                + scale.zero();
      } else {
        pixel = value * scale.scale() + scale.zero();
      }
      if (single) {
        out.putFloat((float) pixel);
      } else {
        out.putDouble(pixel);
      }
      if (dithered && ++next == length) {
        start = (start + 1) % length;
        next = first(start);
      }
    }
  }

  private static int first(int start) {
    return (int) ((float) RandomSequence.get(start) * STEP);
  }
}
