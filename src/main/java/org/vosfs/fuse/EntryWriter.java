package org.vosfs.fuse;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fs.DirectoryFill;
import org.vosfs.fs.FileType;

/**
 * Hands directory entries to libfuse's {@code fuse_fill_dir_t}, called by address: a closure made
 * from the pointer would need reflection into private parts of jnr-ffi and one object per call. For
 * one readdir callback, on its thread.
 */
final class EntryWriter implements DirectoryFill, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EntryWriter.class);

  /** The kernel takes no longer names in a directory buffer. */
  private static final int LONGEST_NAME = 1024;

  /** {@code int (*)(void *buf, const char *name, const struct stat *stbuf, off_t off)}. */
  private static final CallContext SIGNATURE = NativeFunction.ofPointers(Type.SINT, 4);

  private final StatWriter stats;
  private final long filler;
  private final long buffer;
  private final long scratch;
  private final long name;

  EntryWriter(StatWriter stats, long filler, long buffer) {
    this.stats = stats;
    this.filler = filler;
    this.buffer = buffer;
    this.scratch = NativeMemory.allocate(stats.size() + LONGEST_NAME + 1L);
    this.name = scratch + stats.size();
  }

  @Override
  public boolean add(String entry, long number, FileType type, long next) {
    byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_NAME) {
      log.warn("a name of {} bytes cannot be listed", bytes.length);
      return true;
    }
    NativeMemory.putText(name, bytes);
    stats.entry(scratch, number, type);
    return Invoker.getInstance().invokeN4(SIGNATURE, filler, buffer, name, scratch, next) == 0;
  }

  @Override
  public void close() {
    NativeMemory.free(scratch);
  }
}
