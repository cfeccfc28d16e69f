package org.vosfs.fuse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.Reason;

/**
 * The callbacks for extended attributes; {@code fs} knows those of the {@code user} space. The
 * kernel and coreutils ask for others all the time: these are answered here, at once.
 */
final class AttributeCalls {
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
            boolean security = name.startsWith("security.");
            return Errnos.reply(security ? Reason.NO_DATA : Reason.UNSUPPORTED);
          }
          String text = files.extended(paths.location(path), name);
          return put(text.getBytes(StandardCharsets.UTF_8), value, size);
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
