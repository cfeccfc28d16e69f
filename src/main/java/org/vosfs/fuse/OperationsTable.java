package org.vosfs.fuse;

import jnr.ffi.Pointer;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * The {@code struct fuse_operations} given to libfuse: the one that jnr-fuse filled in, in memory
 * of its own and with the bits that jnr-fuse's mapping cannot set. The struct lives as long as the
 * process. Must stay reachable while mounted, or the native stubs are freed.
 */
final class OperationsTable {
  private static final int POINTER = 8;

  /** No path is worked out for calls that have a handle; they go on working after an unlink. */
  private static final int NULL_PATH_OK = 1;

  private static final int NO_PATH = 1 << 1;

  /** UTIME_NOW and UTIME_OMIT arrive as such, instead of an atime and mtime read before. */
  private static final int UTIME_OMIT_OK = 1 << 2;

  private final JnrCallbacks callbacks;
  private final long memory;
  private final int size;

  OperationsTable(JnrCallbacks callbacks) {
    this.callbacks = callbacks;
    FuseOperations struct = callbacks.operations();
    this.size = Struct.size(struct);
    this.memory = NativeMemory.allocate(size);
    Pointer filled = Struct.getMemory(struct);
    for (int at = 0; at + POINTER <= size; at += POINTER) {
      NativeMemory.putLong(memory + at, filled.getLong(at));
    }
    // The bit field follows bmap; jnr-fuse takes each of its bits for a byte of its own.
    NativeMemory.putInt(
        memory + struct.bmap.offset() + POINTER, NULL_PATH_OK | NO_PATH | UTIME_OMIT_OK);
  }

  long address() {
    return memory;
  }

  int size() {
    return size;
  }

  /** Whose methods the table points to. */
  JnrCallbacks callbacks() {
    return callbacks;
  }
}
