package org.vosfs.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** Moves bytes between files and connections through large per-thread buffers. */
final class FileBody {
  private static final int BUFFER = 64 << 10;
  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[BUFFER]);

  private FileBody() {}

  /** Sends a part of a file; fails when the file is shorter. */
  static void send(FileChannel file, long offset, long count, OutputStream out) throws IOException {
    byte[] bytes = BUFFERS.get();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long position = offset;
    long end = offset + count;
    while (position < end) {
      buffer.clear();
      buffer.limit((int) Math.min(bytes.length, end - position));
      int n = file.read(buffer, position);
      if (n <= 0) {
        throw new IOException("file ends at " + position + ", expected " + end);
      }
      out.write(bytes, 0, n);
      position += n;
    }
  }

  /** Writes everything that comes to a file from an offset on; returns the number of bytes. */
  static long receive(InputStream in, Path file, long offset, MessageDigest digest)
      throws IOException {
    long count = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      byte[] bytes = BUFFERS.get();
      while (true) {
        int n = in.read(bytes, 0, bytes.length);
        if (n < 0) {
          return count;
        }
        digest.update(bytes, 0, n);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, n);
        while (buffer.hasRemaining()) {
          count += channel.write(buffer, offset + count);
        }
      }
    }
  }
}
