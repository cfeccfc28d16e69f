package org.vosfs.fs;

import java.nio.file.Path;

/**
 * A local file that the kernel may read, and write if the handle may, by itself.
 *
 * @param size bytes that it must have, or it is not what was meant; {@link #ANY} = it may grow
 */
public record LocalFile(Path path, long size) {
  public static final long ANY = -1;
}
