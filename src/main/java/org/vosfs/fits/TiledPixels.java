package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.vosfs.fits.CutoutException.Kind;

/**
 * A box of pixels of a tile-compressed image: every tile that it touches is decompressed once, in
 * runs of neighbours, and its rows go to their places.
 */
final class TiledPixels implements Pixels {
  /** Bytes of pixels decompressed together, unless one tile has more. */
  private static final long BATCH = 4L << 20;

  /** A tile of more bytes is not taken into memory. */
  private static final long LARGEST_TILE = 64L << 20;

  private final Tiles tiles;
  private final int pixel;
  private final long[] axes;
  private final long[] tile;
  private final long[] low;
  private final long[] count;

  /** The first axis with more than one tile: along it tiles have consecutive numbers. */
  private final int lead;

  TiledPixels(FitsSource source, Hdu hdu, List<PixelRange> ranges) throws CutoutException {
    this.tiles = new Tiles(source, hdu);
    this.pixel = Math.abs(hdu.bitpix()) / 8;
    this.axes = hdu.axes();
    int n = axes.length;
    this.tile = new long[n];
    this.low = new long[n];
    this.count = new long[n];
    long size = pixel;
    for (int i = 0; i < n; i++) {
      long told = hdu.cards().number("ZTILE" + (i + 1), i == 0 ? axes[0] : 1);
      if (told < 1) {
        throw new CutoutException(Kind.NOT_FITS, "a compressed image with tiles of no size");
      }
      tile[i] = Math.min(told, axes[i]);
      low[i] = ranges.get(i).first() - 1;
      count[i] = ranges.get(i).most();
      size = Math.multiplyExact(size, tile[i]);
      if (size > LARGEST_TILE) {
        throw new CutoutException(
            Kind.TOO_LARGE,
            "tiles of more than " + (LARGEST_TILE >> 20) + " MiB are not decompressed");
      }
    }
    int first = 0;
    while (first < n - 1 && tile[first] >= axes[first]) {
      first++;
    }
    this.lead = first;
  }

  @Override
  public long length() {
    long pixels = 1;
    for (long one : count) {
      pixels *= one;
    }
    return pixels * pixel;
  }

  @Override
  public void writeTo(FitsTarget target, long at) throws IOException {
    int n = axes.length;
    long[] from = new long[n];
    long[] to = new long[n];
    for (int i = 0; i < n; i++) {
      from[i] = low[i] / tile[i];
      to[i] = (low[i] + count[i] - 1) / tile[i];
    }
    long[] place = from.clone();
    do {
      int run = run(place, to);
      batch(target, at, place, run);
      place[lead] += run - 1;
    } while (next(place, from, to));
  }

  /** Moves to the next tile of a box; false behind the last. */
  private static boolean next(long[] place, long[] from, long[] to) {
    for (int i = 0; i < place.length; i++) {
      if (place[i] < to[i]) {
        place[i]++;
        return true;
      }
      place[i] = from[i];
    }
    return false;
  }

  /**
   * How many tiles with consecutive numbers, from here on, are of one size and fit into a batch.
   */
  private int run(long[] place, long[] to) {
    long bytes = pixel;
    for (int i = 0; i < axes.length; i++) {
      bytes *= size(i, place[i]);
    }
    long most = Math.max(1, BATCH / bytes);
    long run = 1;
    while (run < most
        && place[lead] + run <= to[lead]
        && size(lead, place[lead] + run) == size(lead, place[lead])) {
      run++;
    }
    return (int) run;
  }

  private long size(int axis, long number) {
    return Math.min(tile[axis], axes[axis] - number * tile[axis]);
  }

  private void batch(FitsTarget target, long at, long[] place, int run) throws IOException {
    long number = 0;
    long many = 1;
    long height = 1;
    for (int i = 0; i < axes.length; i++) {
      number += place[i] * many;
      many *= (axes[i] + tile[i] - 1) / tile[i];
      height *= i == 0 ? 1 : size(i, place[i]);
    }
    int width = (int) size(0, place[0]);
    ByteBuffer pixels = tiles.decompress(number, run, width, (int) height);
    long[] one = place.clone();
    int length = width * (int) height * pixel;
    for (int i = 0; i < run; i++) {
      place(target, at, one, pixels.slice(i * length, length));
      one[lead]++;
    }
  }

  /** Writes what a tile has of the box, row by row. */
  private void place(FitsTarget target, long at, long[] place, ByteBuffer pixels)
      throws IOException {
    int n = axes.length;
    long[] from = new long[n];
    long[] to = new long[n];
    for (int i = 0; i < n; i++) {
      from[i] = Math.max(low[i], place[i] * tile[i]);
      to[i] = Math.min(low[i] + count[i], place[i] * tile[i] + size(i, place[i])) - 1;
    }
    int row = (int) (to[0] - from[0] + 1) * pixel;
    long[] first = from.clone();
    to[0] = from[0]; // a row goes at once
    do {
      long inTile = 0;
      long inBox = 0;
      long tileStride = 1;
      long boxStride = 1;
      for (int i = 0; i < n; i++) {
        inTile += (first[i] - place[i] * tile[i]) * tileStride;
        inBox += (first[i] - low[i]) * boxStride;
        tileStride *= size(i, place[i]);
        boxStride *= count[i];
      }
      target.write(at + inBox * pixel, pixels.slice((int) inTile * pixel, row));
    } while (next(first, from, to));
  }
}
