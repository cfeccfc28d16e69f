package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A local FITS file, and how much of it was read. */
final class FileSource implements FitsSource, AutoCloseable {
  private final FileChannel file;
  private final long length;
  long bytesRead;
  int reads;

  FileSource(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ);
    length = Files.size(path);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    int read = Math.max(0, file.read(into, offset));
    bytesRead += read;
    reads++;
    return read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
