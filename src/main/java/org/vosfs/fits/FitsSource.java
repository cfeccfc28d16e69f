package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one FITS file, to be read in any order. What it says must not change meanwhile. */
public interface FitsSource {
  /** Bytes in all. */
  long length();

  /** Bytes put into the buffer, from {@code offset}; fewer than fit only at the end of the file. */
  int read(long offset, ByteBuffer into) throws IOException;

  /**
   * Exactly {@code length} bytes.
   *
   * @throws CutoutException {@link CutoutException.Kind#NOT_FITS} when the file ends before
   */
  default byte[] bytes(long offset, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    while (into.hasRemaining()) {
      if (read(offset + into.position(), into) <= 0) {
        throw new CutoutException(
            CutoutException.Kind.NOT_FITS,
            "the file ends before what its headers announce, at byte "
                + (offset + into.position()));
      }
    }
    return into.array();
  }
}
