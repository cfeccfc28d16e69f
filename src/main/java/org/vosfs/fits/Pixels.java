package org.vosfs.fits;

import java.io.IOException;

/** The data of one part of a cutout. */
interface Pixels {
  /** Bytes without padding. */
  long length();

  /** Writes them all, the first byte at {@code at}. */
  void writeTo(FitsTarget target, long at) throws IOException;
}
