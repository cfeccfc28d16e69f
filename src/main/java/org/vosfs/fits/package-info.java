/**
 * Parts of FITS files, without reading the rest. IN: a {@link org.vosfs.fits.FitsSource}, bytes at
 * offsets, and what is wanted as a {@link org.vosfs.fits.CutoutSpec}. OUT: a FITS file, or the
 * headers as text. Knows neither mounts nor services; memory is bounded by one batch of tiles.
 *
 * <p>Only this package knows the FITS library, which is loaded when the first cutout is made.
 */
@NullMarked
package org.vosfs.fits;

import org.jspecify.annotations.NullMarked;
