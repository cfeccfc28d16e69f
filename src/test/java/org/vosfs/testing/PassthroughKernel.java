package org.vosfs.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.ForwardingFileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.LocalFile;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;

/**
 * Does what the kernel and the native layer do with local files that are lent to them: reads and
 * writes of such handles never reach the filesystem. By the kernel's rules: while a file has opens
 * of one kind all further ones are of that kind, and all have the same local file.
 */
public final class PassthroughKernel extends ForwardingFileSystem {
  /** One open that the kernel serves. */
  private record Served(long number, FileChannel channel, OpenMode mode) {}

  /** Opens of one file; a local file is known by its inode. */
  private static final class Opens {
    int cached;
    int served;
    @Nullable Object localFile;
  }

  private final FileSystem below;
  private final Map<Long, Served> served = new HashMap<>();
  private final Map<Long, Long> through = new HashMap<>();
  private final Map<Long, Opens> opens = new HashMap<>();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();

  public PassthroughKernel(FileSystem below) {
    super(below);
    this.below = below;
  }

  /** Reads that it did by itself so far. */
  public long reads() {
    return reads.get();
  }

  /** Writes that it did by itself so far. */
  public long writes() {
    return writes.get();
  }

  @Override
  public OpenedFile open(Location at, OpenMode mode) throws FsException {
    return opened(below.open(at, mode), mode);
  }

  @Override
  public OpenedFile create(Location at, OpenMode mode, int permissions) throws FsException {
    return opened(below.create(at, mode, permissions), mode);
  }

  private OpenedFile opened(OpenedFile file, OpenMode mode) throws FsException {
    long handle = file.handle();
    Optional<LocalFile> local = file.direct() ? Optional.empty() : below.localFile(handle);
    long number = below.attributes(handle).number();
    Opens all = opens.computeIfAbsent(number, n -> new Opens());
    try {
      if (all.cached == 0 && local.isPresent() && isSame(all, local.get().path())) {
        Object key = Files.getAttribute(local.get().path(), "unix:ino");
        all.localFile = key;
        all.served++;
        served.put(handle, new Served(number, channel(local.get().path(), mode), mode));
      } else if (all.served > 0) {
        all.served++;
        through.put(handle, number);
      } else {
        all.cached++;
        through.put(handle, -number);
      }
    } catch (IOException e) {
      throw new FsException(Reason.IO, "local file: " + e);
    }
    return file;
  }

  private static boolean isSame(Opens all, Path path) throws IOException {
    return all.localFile == null || all.localFile.equals(Files.getAttribute(path, "unix:ino"));
  }

  private static FileChannel channel(Path path, OpenMode mode) throws IOException {
    Set<StandardOpenOption> options = EnumSet.noneOf(StandardOpenOption.class);
    if (mode.read()) {
      options.add(StandardOpenOption.READ);
    }
    if (mode.write()) {
      options.add(StandardOpenOption.WRITE);
    }
    return FileChannel.open(path, options);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer into) throws FsException {
    Served by = served.get(handle);
    if (by == null || !by.mode().read()) {
      return super.read(handle, offset, into);
    }
    reads.incrementAndGet();
    try {
      int total = 0;
      while (into.hasRemaining()) {
        int count = by.channel().read(into, offset + total);
        if (count <= 0) {
          break;
        }
        total += count;
      }
      return total;
    } catch (IOException e) {
      throw new FsException(Reason.IO, "local file: " + e);
    }
  }

  @Override
  public int write(long handle, long offset, ByteBuffer from) throws FsException {
    Served by = served.get(handle);
    if (by == null || !by.mode().write()) {
      return super.write(handle, offset, from);
    }
    writes.incrementAndGet();
    try {
      int length = from.remaining();
      long at = by.mode().append() ? by.channel().size() : offset;
      while (from.hasRemaining()) {
        at += by.channel().write(from, at);
      }
      return length;
    } catch (IOException e) {
      throw new FsException(Reason.IO, "local file: " + e);
    }
  }

  @Override
  public void release(long handle) {
    Served by = served.remove(handle);
    try {
      if (by != null) {
        by.channel().close();
        end(by.number(), true);
      } else {
        Long number = through.remove(handle);
        if (number != null) {
          end(Math.abs(number), number > 0);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    super.release(handle);
  }

  private void end(long number, boolean wasServed) {
    Opens all = Objects.requireNonNull(opens.get(number));
    if (wasServed) {
      all.served--;
    } else {
      all.cached--;
    }
    if (all.served + all.cached == 0) {
      opens.remove(number);
    }
  }
}
