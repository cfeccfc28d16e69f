package org.vosfs.cutout;

import java.nio.ByteBuffer;
import org.vosfs.fits.FitsSource;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsException;

/** The bytes of a file of the mount through one of its handles: staged, cached, or fetched. */
final class HandleSource implements FitsSource {
  private final FileSystem files;
  private final long handle;
  private final long length;

  HandleSource(FileSystem files, long handle, long length) {
    this.files = files;
    this.handle = handle;
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long offset, ByteBuffer into) throws FsException {
    return files.read(handle, offset, into);
  }
}
