package org.vosfs.cache.staging;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.DirectoryLock;

/**
 * The bytes of one staged file: a channel opened on demand. Reads may run together; {@link
 * #closeChannel} and the writing methods need the owner's write lock.
 */
final class DataFile {
  private final Path path;
  private @Nullable FileChannel channel;

  DataFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Bytes of the file now. */
  long length() {
    return path.toFile().length();
  }

  /** Makes the file, mode 0600, {@code size} bytes of hole. */
  void create(long size, SpareFiles spares) throws IOException {
    if (!spares.moveTo(path)) {
      Files.createFile(path, DirectoryLock.PRIVATE_FILE);
    }
    if (size > 0) {
      extend(size);
    }
  }

  private synchronized FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  /** Fills {@code into} up to its limit or the end of the file; gives the bytes read. */
  int read(long offset, ByteBuffer into) throws IOException {
    FileChannel open = channel();
    int total = 0;
    while (into.hasRemaining()) {
      int count = open.read(into, offset + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  void write(long offset, ByteBuffer from) throws IOException {
    FileChannel open = channel();
    long at = offset;
    while (from.hasRemaining()) {
      at += open.write(from, at);
    }
  }

  void cut(long size) throws IOException {
    channel().truncate(size);
  }

  /** A channel cannot grow a file without writing to it. */
  void extend(long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  /** Forces the bytes through a channel of its own, so that no lock is needed meanwhile. */
  void force() throws IOException {
    try (FileChannel own = FileChannel.open(path, StandardOpenOption.WRITE)) {
      own.force(true);
    }
  }

  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
      open.force(true);
    }
  }

  synchronized void closeChannel() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  /** Moves the file; a copy beside the destination, then a rename, where a rename cannot reach. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Path near = to.resolveSibling(to.getFileName() + ".tmp");
      Files.copy(from, near, StandardCopyOption.REPLACE_EXISTING);
      Files.move(near, to, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(from);
    }
  }
}
