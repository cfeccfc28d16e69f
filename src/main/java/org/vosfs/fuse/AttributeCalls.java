package org.vosfs.fuse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.vosfs.fs.AttributeMode;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.Reason;

/**
 * The callbacks for extended attributes; {@code fs} knows those of the {@code user} space. The
 * kernel and coreutils ask for others all the time: these are answered here, at once. Told that
 * there can be none, {@code ls} asks once in a listing and not for every file.
 */
final class AttributeCalls {
  /** XATTR_CREATE and XATTR_REPLACE. */
  private static final int CREATE = 1;

  private static final int REPLACE = 2;

  /** Every file may have them as far as the kernel is concerned; here none has. */
  private static final String CAPABILITY = "security.capability";

  private final FileSystem files;
  private final PathReader paths;
  private final Gate gate;

  AttributeCalls(FileSystem files, PathReader paths, Gate gate) {
    this.files = files;
    this.paths = paths;
    this.gate = gate;
  }

  /** Puts the value, without a NUL; with {@code size} 0 tells only its length. */
  int get(String path, String name, long value, long size) {
    return gate.answer(
        Operation.GETXATTR,
        path,
        0,
        () -> {
          if (!name.startsWith("user.")) {
            return Errnos.reply(name.equals(CAPABILITY) ? Reason.NO_DATA : Reason.UNSUPPORTED);
          }
          return put(files.extended(paths.location(path), name), value, size);
        });
  }

  /** Puts the names, each ended by a NUL; with {@code size} 0 tells only their length. */
  int list(String path, long list, long size) {
    return gate.answer(
        Operation.LISTXATTR,
        path,
        0,
        () -> {
          ByteArrayOutputStream names = new ByteArrayOutputStream();
          for (String name : files.extendedNames(paths.location(path))) {
            names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            names.write(0);
          }
          return put(names.toByteArray(), list, size);
        });
  }

  /** Sets the {@code size} bytes at {@code value}; flags as in setxattr(2). */
  int set(String path, String name, long value, long size, int flags) {
    return gate.answer(
        Operation.SETXATTR,
        path,
        0,
        () -> {
          if (!name.startsWith("user.")) {
            return Errnos.reply(Reason.UNSUPPORTED);
          }
          byte[] bytes = new byte[Math.toIntExact(size)];
          if (size > 0) {
            NativeMemory.view(value, size).get(bytes);
          }
          AttributeMode mode =
              (flags & CREATE) != 0
                  ? AttributeMode.CREATE
                  : (flags & REPLACE) != 0 ? AttributeMode.REPLACE : AttributeMode.ANY;
          files.setExtended(paths.location(path), name, bytes, mode);
          return 0;
        });
  }

  int remove(String path, String name) {
    return gate.answer(
        Operation.REMOVEXATTR,
        path,
        0,
        () -> {
          if (!name.startsWith("user.")) {
            return Errnos.reply(name.equals(CAPABILITY) ? Reason.NO_DATA : Reason.UNSUPPORTED);
          }
          files.removeExtended(paths.location(path), name);
          return 0;
        });
  }

  private static int put(byte[] bytes, long address, long size) {
    if (size == 0) {
      return bytes.length;
    }
    if (size < bytes.length) {
      return -Errnos.ERANGE;
    }
    NativeMemory.view(address, size).put(bytes);
    return bytes.length;
  }
}
