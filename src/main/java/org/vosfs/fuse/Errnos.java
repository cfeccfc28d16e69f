package org.vosfs.fuse;

import java.util.EnumMap;
import java.util.Map;
import org.vosfs.fs.Reason;

/**
 * The one place where a {@link Reason} becomes an errno: Linux numbers, the same on x86-64 and
 * aarch64. Total: a reason without a number fails when the class loads. Immutable.
 */
final class Errnos {
  static final int EPERM = 1;
  static final int EINVAL = 22;
  static final int ERANGE = 34;

  private static final Map<Reason, Errno> TABLE = new EnumMap<>(Reason.class);

  static {
    put(Reason.NO_ENTRY, "ENOENT", 2);
    put(Reason.EXISTS, "EEXIST", 17);
    put(Reason.NOT_DIRECTORY, "ENOTDIR", 20);
    put(Reason.IS_DIRECTORY, "EISDIR", 21);
    put(Reason.NOT_EMPTY, "ENOTEMPTY", 39);
    put(Reason.ACCESS, "EACCES", 13);
    put(Reason.NOT_PERMITTED, "EPERM", EPERM);
    put(Reason.READ_ONLY, "EROFS", 30);
    put(Reason.INVALID, "EINVAL", EINVAL);
    put(Reason.NAME_TOO_LONG, "ENAMETOOLONG", 36);
    put(Reason.LINK_LOOP, "ELOOP", 40);
    put(Reason.CROSS_DEVICE, "EXDEV", 18);
    put(Reason.BAD_HANDLE, "EBADF", 9);
    put(Reason.STALE, "ESTALE", 116);
    put(Reason.BUSY, "EBUSY", 16);
    put(Reason.TOO_BIG, "EFBIG", 27);
    put(Reason.NO_SPACE, "ENOSPC", 28);
    put(Reason.TOO_MANY_OPEN, "ENFILE", 23);
    put(Reason.QUOTA, "EDQUOT", 122);
    put(Reason.UNSUPPORTED, "EOPNOTSUPP", 95);
    put(Reason.VALUE_TOO_BIG, "E2BIG", 7);
    put(Reason.NO_DATA, "ENODATA", 61);
    put(Reason.TIMED_OUT, "ETIMEDOUT", 110);
    put(Reason.IO, "EIO", 5);
    for (Reason reason : Reason.values()) {
      if (!TABLE.containsKey(reason)) {
        throw new IllegalStateException("no errno for " + reason);
      }
    }
  }

  /**
   * An errno.
   *
   * @param name as in errno.h
   * @param number positive
   */
  record Errno(String name, int number) {}

  private Errnos() {}

  private static void put(Reason reason, String name, int number) {
    TABLE.put(reason, new Errno(name, number));
  }

  /** The errno of that reason. */
  static Errno of(Reason reason) {
    Errno errno = TABLE.get(reason);
    if (errno == null) {
      throw new IllegalStateException("no errno for " + reason);
    }
    return errno;
  }

  /** What a callback returns for that reason: the negative number. */
  static int reply(Reason reason) {
    return -of(reason).number();
  }
}
