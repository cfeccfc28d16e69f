package org.vosfs.cutout;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.vosfs.fits.CutoutException;

/** Writes to a file one after the other, and takes no more than so many bytes. One thread. */
final class Bounded extends OutputStream {
  private final FileChannel out;
  private final long limit;
  private long count;

  Bounded(FileChannel out, long limit) {
    this.out = out;
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (count + length > limit) {
      throw new CutoutException(
          CutoutException.Kind.TOO_LARGE,
          "the cutout has more than the " + limit + " bytes that are allowed");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      count += out.write(buffer, count);
    }
  }
}
