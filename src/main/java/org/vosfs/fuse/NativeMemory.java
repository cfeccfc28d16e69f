package org.vosfs.fuse;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/**
 * Memory that belongs to libfuse, by address. No bounds are known here: callers pass the size that
 * came with the address. Stateless and thread-safe.
 */
final class NativeMemory {
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  private NativeMemory() {}

  static int getInt(long address) {
    return MEMORY.getInt(address);
  }

  static long getLong(long address) {
    return MEMORY.getLong(address);
  }

  static void putInt(long address, int value) {
    MEMORY.putInt(address, value);
  }

  static void putLong(long address, long value) {
    MEMORY.putLong(address, value);
  }

  /** Copies {@code bytes} there and ends them with a NUL; needs one byte more than their length. */
  static void putText(long address, byte[] bytes) {
    MEMORY.putZeroTerminatedByteArray(address, bytes, 0, bytes.length);
  }

  /** The bytes up to the NUL. */
  static byte[] text(long address) {
    return MEMORY.getZeroTerminatedByteArray(address);
  }

  /**
   * A view of {@code size} bytes there, without a copy: reads and writes of a FileChannel go
   * straight to and from libfuse's buffer. Valid only until the callback returns. A size beyond 2
   * GiB is cut, which the kernel, at 128 KiB, never asks for.
   */
  static ByteBuffer view(long address, long size) {
    return MEMORY.newDirectByteBuffer(address, (int) Math.min(size, Integer.MAX_VALUE));
  }

  static void clear(long address, long size) {
    MEMORY.setMemory(address, size, (byte) 0);
  }

  /** Zeroed memory; to be given back by {@link #free}. */
  static long allocate(long size) {
    long address = MEMORY.allocateMemory(size, true);
    if (address == 0) {
      throw new OutOfMemoryError("native allocation of " + size + " bytes");
    }
    return address;
  }

  static void free(long address) {
    MEMORY.freeMemory(address);
  }
}
