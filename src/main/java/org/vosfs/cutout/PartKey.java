package org.vosfs.cutout;

import java.time.Instant;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fs.Attributes;

/**
 * One part of one content of a file. Another content makes another part, with a number of its own:
 * the kernel keeps pages by number.
 */
record PartKey(long file, long size, Instant modified, CutoutSpec spec) {
  static PartKey of(Attributes file, CutoutSpec spec) {
    return new PartKey(file.number(), file.size(), file.modified(), spec);
  }

  /** Whether the file still has the content. */
  boolean isOf(Attributes now) {
    return now.size() == size && now.modified().equals(modified);
  }
}
