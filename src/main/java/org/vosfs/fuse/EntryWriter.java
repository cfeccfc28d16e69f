package org.vosfs.fuse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.DirectoryFill;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FileType;
import ru.serce.jnrfuse.FuseFillDir;

/** Hands directory entries to libfuse. For one readdir callback, on its thread. */
final class EntryWriter implements DirectoryFill, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EntryWriter.class);

  /** The kernel takes no longer names in a directory buffer. */
  private static final int LONGEST_NAME = 1024;

  private final StatWriter stats;
  private final FileSystem files;
  private final FuseFillDir filler;
  private final Pointer buffer;
  private final long scratch;
  private final Pointer stat;

  EntryWriter(StatWriter stats, FileSystem files, FuseFillDir filler, Pointer buffer) {
    this.stats = stats;
    this.files = files;
    this.filler = filler;
    this.buffer = buffer;
    this.scratch = NativeMemory.allocate(stats.size());
    this.stat = Pointer.wrap(buffer.getRuntime(), scratch);
  }

  @Override
  public boolean add(String entry, long number, FileType type, long next) {
    byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_NAME) {
      log.warn("a name of {} bytes cannot be listed", bytes.length);
      return true;
    }
    write(number, type);
    ByteBuffer name = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1)); // ended by a NUL
    return filler.apply(buffer, name, stat, next) == 0;
  }

  /** All attributes where they are known and the library passes them on, else the kind alone. */
  private void write(long number, FileType type) {
    if (stats.isHinting()) {
      NativeMemory.clear(scratch, stats.size());
      Optional<Attributes> known = files.known(number);
      if (known.isPresent()) {
        stats.write(scratch, known.get());
        return;
      }
    }
    stats.entry(scratch, number, type);
  }

  @Override
  public void close() {
    NativeMemory.free(scratch);
  }
}
