package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a cutout is written; pieces come in any order, and together without a hole. */
@FunctionalInterface
public interface FitsTarget {
  /** Takes every byte of the buffer. */
  void write(long offset, ByteBuffer bytes) throws IOException;
}
