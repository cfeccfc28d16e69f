package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A box of pixels that lie in the file as they are: copied byte by byte, so that scaling and blank
 * values mean what they meant. Rows that lie close together are read at once.
 */
final class PlainPixels implements Pixels {
  /** Bytes held at most. */
  private static final int SPAN = 1 << 20;

  private final FitsSource source;
  private final long start;
  private final long[] strides;
  private final long[] counts;
  private final long run;
  private final long runs;

  /** A row-wise box. {@code ranges} has one range for each axis, within the axis. */
  static PlainPixels of(FitsSource source, Hdu hdu, List<PixelRange> ranges)
      throws CutoutException {
    long[] axes = hdu.axes();
    long width = Math.abs(hdu.bitpix()) / 8;
    long[] strides = new long[axes.length];
    long[] counts = new long[axes.length];
    long start = hdu.data();
    long stride = width;
    for (int i = 0; i < axes.length; i++) {
      strides[i] = stride;
      counts[i] = ranges.get(i).most();
      start += (ranges.get(i).first() - 1) * stride;
      stride *= axes[i];
    }
    return new PlainPixels(source, start, strides, counts, width);
  }

  /** Bytes one after the other. */
  static PlainPixels whole(FitsSource source, long start, long length) {
    return new PlainPixels(source, start, new long[] {1}, new long[] {length}, 1);
  }

  private PlainPixels(FitsSource source, long start, long[] strides, long[] counts, long width) {
    this.source = source;
    this.start = start;
    this.strides = strides;
    this.counts = counts;
    this.run = counts[0] * width;
    long others = 1;
    for (int i = 1; i < counts.length; i++) {
      others *= counts[i];
    }
    this.runs = others;
  }

  @Override
  public long length() {
    return run * runs;
  }

  @Override
  public void writeTo(FitsTarget target, long at) throws IOException {
    if (run > SPAN) {
      for (long i = 0; i < runs; i++) {
        copy(target, place(i), at + i * run, run);
      }
      return;
    }
    long next = 0;
    while (next < runs) {
      long first = place(next);
      long last = next;
      while (last + 1 < runs
          && place(last + 1) + run - first <= SPAN
          && (last + 2 - next) * run <= SPAN) {
        last++;
      }
      gather(target, at, next, last);
      next = last + 1;
    }
  }

  /** Where the row of that number begins in the file. */
  private long place(long number) {
    long place = start;
    long rest = number;
    for (int i = 1; i < counts.length; i++) {
      place += rest % counts[i] * strides[i];
      rest /= counts[i];
    }
    return place;
  }

  private void gather(FitsTarget target, long at, long first, long last) throws IOException {
    long from = place(first);
    byte[] span = source.bytes(from, (int) (place(last) + run - from));
    ByteBuffer rows = ByteBuffer.allocate((int) ((last - first + 1) * run));
    for (long i = first; i <= last; i++) {
      rows.put(span, (int) (place(i) - from), (int) run);
    }
    target.write(at + first * run, rows.flip());
  }

  private void copy(FitsTarget target, long from, long to, long length) throws IOException {
    for (long done = 0; done < length; done += SPAN) {
      int part = (int) Math.min(SPAN, length - done);
      target.write(to + done, ByteBuffer.wrap(source.bytes(from + done, part)));
    }
  }
}
