package org.vosfs.cutout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.vosfs.fs.FsException;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;

/**
 * The parts of files that are open. Each stays as it was opened, also when its file has another
 * content, or the cutout has to go for others. Thread-safe.
 */
final class OpenParts implements AutoCloseable {
  private final Cutouts cutouts;
  private final Map<Long, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong lastHandle = new AtomicLong(Parts.FIRST);

  private record Open(FileChannel bytes, PartLookup.Found part) {}

  OpenParts(Cutouts cutouts) {
    this.cutouts = cutouts;
  }

  OpenedFile open(PartLookup.Found part) throws FsException {
    for (int tries = 0; ; tries++) {
      Path file = cutouts.result(part.key()).file();
      try {
        FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ);
        long handle = lastHandle.incrementAndGet();
        open.put(handle, new Open(bytes, part));
        // The kernel may know the name by the number of the file's earlier content.
        return new OpenedFile(handle, false, isOtherOpen(part.key()));
      } catch (NoSuchFileException e) {
        if (tries > 2) { // others needed its room in this moment
          throw new FsException(Reason.IO, "the cutouts in use have no room", e);
        }
      } catch (IOException e) {
        throw new FsException(Reason.IO, "a cutout cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /** Whether the same part of another content of the file is open. */
  private boolean isOtherOpen(PartKey key) {
    return open.values().stream()
        .map(one -> one.part().key())
        .anyMatch(
            other ->
                other.file() == key.file()
                    && other.spec().equals(key.spec())
                    && !other.equals(key));
  }

  /** What is open there. */
  PartLookup.Found part(long handle) throws FsException {
    return opened(handle).part();
  }

  private Open opened(long handle) throws FsException {
    Open found = open.get(handle);
    if (found == null) {
      throw new FsException(Reason.BAD_HANDLE, "no such handle: " + handle);
    }
    return found;
  }

  /** Fewer bytes than asked for only at the end. */
  int read(long handle, long offset, ByteBuffer into) throws FsException {
    FileChannel bytes = opened(handle).bytes();
    int count = 0;
    try {
      while (into.hasRemaining()) {
        int more = bytes.read(into, offset + count);
        if (more <= 0) {
          break;
        }
        count += more;
      }
      return count;
    } catch (IOException e) {
      throw new FsException(Reason.IO, "a cutout cannot be read: " + e.getMessage(), e);
    }
  }

  void close(long handle) {
    Open closed = open.remove(handle);
    if (closed != null) {
      try {
        closed.bytes().close();
      } catch (IOException e) {
        // it was only read
      }
    }
  }

  @Override
  public void close() {
    open.keySet().forEach(this::close);
  }
}
