package org.vosfs.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.FuseStubFS;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseFileInfo;

/**
 * What a FUSE filesystem in Java costs as jnr-fuse makes it: the files of one local directory, on
 * threads that libfuse 2 starts and ends as it likes. A program of its own; runs until it is
 * unmounted.
 */
final class JnrLoop extends FuseStubFS {
  private static final int ENOENT = 2;
  private static final int EIO = 5;
  private static final int READABLE = 0444;

  private final Path directory;
  private final Map<Long, FileChannel> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  private JnrLoop(Path directory) {
    this.directory = directory;
  }

  /** Arguments: the directory, and where to mount it. */
  public static void main(String[] args) {
    new JnrLoop(Path.of(args[0])).mount(Path.of(args[1]), true);
  }

  private Path local(String path) {
    return directory.resolve(path.substring(1));
  }

  @Override
  public int getattr(String path, FileStat stat) {
    Path file = local(path);
    if (!Files.exists(file)) {
      return -ENOENT;
    }
    try {
      boolean top = Files.isDirectory(file);
      stat.st_mode.set((top ? FileStat.S_IFDIR : FileStat.S_IFREG) | READABLE);
      stat.st_nlink.set(1);
      stat.st_size.set(top ? 0 : Files.size(file));
      return 0;
    } catch (IOException e) {
      return -EIO;
    }
  }

  @Override
  public int open(String path, FuseFileInfo info) {
    try {
      long handle = last.incrementAndGet();
      open.put(handle, FileChannel.open(local(path)));
      info.fh.set(handle);
      return 0;
    } catch (IOException e) {
      return -EIO;
    }
  }

  @Override
  public int read(String path, Pointer to, long size, long offset, FuseFileInfo info) {
    FileChannel channel = open.get(info.fh.get());
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    try {
      int count = channel == null ? -EIO : Math.max(0, channel.read(bytes, offset));
      to.put(0, bytes.array(), 0, Math.max(0, count));
      return count;
    } catch (IOException e) {
      return -EIO;
    }
  }

  @Override
  public int release(String path, FuseFileInfo info) {
    try (@Nullable FileChannel channel = open.remove(info.fh.get())) {
      return channel == null ? -EIO : 0;
    } catch (IOException e) {
      return -EIO;
    }
  }
}
