package org.vosfs.cutout;

import java.io.OutputStream;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fs.Location;
import org.vosfs.vospace.VospaceException;

/** Has the service cut, where what it has is what the mount shows. Thread-safe. */
@FunctionalInterface
public interface Service {
  /**
   * Writes the cutout.
   *
   * @return false when the service cuts nothing, or has another content of that file
   */
  boolean cut(Location file, CutoutSpec spec, OutputStream to) throws VospaceException;
}
