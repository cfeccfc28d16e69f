/**
 * Parts of FITS files as read-only files that no directory lists. IN: calls of {@link
 * org.vosfs.fs.FileSystem} that name a part, as {@code img.fits[1][100:200,100:200]}; everything
 * else is passed on. OUT: files in a directory of the cache, made by the service where it cuts
 * (protocol §11.1), else by {@code fits} from ranged reads of the file; bounded, and empty again
 * when the mount ends.
 */
@NullMarked
package org.vosfs.cutout;

import org.jspecify.annotations.NullMarked;
