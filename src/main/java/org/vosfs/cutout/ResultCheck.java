package org.vosfs.cutout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.vosfs.fits.CutPlan;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.FitsOutline;
import org.vosfs.fits.FitsSource;

/**
 * Whether what the service sent is what was asked for: its storage sites drop a range of pixels
 * that lies outside, and give another part of the image instead.
 */
final class ResultCheck {
  private ResultCheck() {}

  static boolean isFits(FileChannel result) throws IOException {
    return outline(result) != null;
  }

  /** The same images of the same size, at the same place on the sky. */
  static boolean isAsPlanned(CutPlan plan, FileChannel result) throws IOException {
    FitsOutline found = outline(result);
    return found != null && found.isLike(plan.outline());
  }

  private static @org.jspecify.annotations.Nullable FitsOutline outline(FileChannel result)
      throws IOException {
    long length = result.size();
    FitsSource source =
        new FitsSource() {
          @Override
          public long length() {
            return length;
          }

          @Override
          public int read(long offset, ByteBuffer into) throws IOException {
            return result.read(into, offset);
          }
        };
    try {
      FitsOutline outline = FitsOutline.of(source);
      return outline.isComplete() ? outline : null;
    } catch (CutoutException e) {
      return null;
    }
  }
}
