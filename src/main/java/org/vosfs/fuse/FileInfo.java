package org.vosfs.fuse;

import java.nio.charset.StandardCharsets;
import org.vosfs.fs.FsException;
import org.vosfs.fs.LocalFile;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;

/**
 * {@code struct fuse_file_info} of libfuse 2 at an address: the open flags at byte 0, the bit field
 * at byte 20, the handle at byte 24. (jnr-fuse's own mapping takes each bit for a byte.)
 */
final class FileInfo {
  /** Linux open flags with the same value on x86-64 and aarch64. */
  private static final int O_ACCMODE = 3;

  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_APPEND = 02000;

  private static final int FLAGS = 0;
  private static final int BITS = 20;
  private static final int HANDLE = 24;
  private static final int BACKING_PATH = 40;
  private static final int BACKING_ROOM = 48;
  private static final int BACKING_SIZE = 56;
  private static final int BIT_DIRECT_IO = 1;
  private static final int BIT_KEEP_CACHE = 1 << 1;
  private static final int BIT_NO_FLUSH = 1 << 5;

  private FileInfo() {}

  static long handle(long info) {
    return NativeMemory.getLong(info + HANDLE);
  }

  static void handle(long info, long handle) {
    NativeMemory.putLong(info + HANDLE, handle);
  }

  /** Writes what an open found: the handle and how the kernel may cache. */
  static void opened(long info, OpenedFile file) {
    handle(info, file.handle());
    int bits = NativeMemory.getInt(info + BITS) & ~(BIT_DIRECT_IO | BIT_KEEP_CACHE);
    if (file.direct()) {
      bits |= BIT_DIRECT_IO;
    }
    if (file.keepCache()) {
      bits |= BIT_KEEP_CACHE;
    }
    NativeMemory.putInt(info + BITS, bits);
  }

  /** The handle has nothing to do at a close: the native layer spares the kernel asking. */
  static void noFlush(long info) {
    NativeMemory.putInt(info + BITS, NativeMemory.getInt(info + BITS) | BIT_NO_FLUSH);
  }

  /**
   * Whether the library can have the kernel read a local file by itself. Only for libraries that
   * have the fields behind libfuse 2's, see native/src/libfuse2.h.
   */
  static boolean takesLocalFile(long info) {
    return NativeMemory.getLong(info + BACKING_ROOM) > 0;
  }

  /** Names that file; a path too long for it is left out. */
  static void localFile(long info, LocalFile file) {
    byte[] bytes = file.path().toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < NativeMemory.getLong(info + BACKING_ROOM)) {
      NativeMemory.putText(NativeMemory.getLong(info + BACKING_PATH), bytes);
      NativeMemory.putLong(info + BACKING_SIZE, file.size());
    }
  }

  /**
   * The mode that the open flags ask for.
   *
   * @throws FsException INVALID for the access mode 3, which names neither reading nor writing
   */
  static OpenMode mode(long info) throws FsException {
    return mode(NativeMemory.getInt(info + FLAGS), "open flags");
  }

  static OpenMode mode(int flags, String subject) throws FsException {
    int access = flags & O_ACCMODE;
    if (access == O_ACCMODE) {
      throw new FsException(Reason.INVALID, subject + ": access mode 3");
    }
    return new OpenMode(
        access != O_WRONLY,
        access == O_WRONLY || access == O_RDWR,
        (flags & O_APPEND) != 0,
        (flags & O_TRUNC) != 0,
        (flags & O_EXCL) != 0);
  }
}
