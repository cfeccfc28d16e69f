package org.vosfs.model;

import org.vosfs.base.NodePath;

/**
 * One step of a history. Numbers are taken modulo what exists, so that every history is valid, also
 * after steps were left out of it.
 */
record Op(Kind kind, NodePath path, NodePath other, int offset, int length, int handle) {
  enum Kind {
    /** Create or truncate, write, close. */
    WRITE_FILE,
    APPEND,
    /** Opens one more handle, in a mode and with flags that the numbers choose. */
    OPEN,
    WRITE_HANDLE,
    READ_HANDLE,
    TRUNCATE_HANDLE,
    STAT_HANDLE,
    FLUSH_HANDLE,
    FSYNC_HANDLE,
    CLOSE_HANDLE,
    TRUNCATE,
    EXCLUSIVE,
    MKDIR,
    RMDIR,
    UNLINK,
    RENAME,
    SET_TIME,
    READ,
    /** Compares the whole tree. */
    LIST,
    /** Time passes: from less than the quiet time to more than every life of a cache. */
    TICK,
    /** Nobody answers any more. */
    OFFLINE,
    /** The service answers again. */
    ONLINE,
    /** One of the next requests fails in passing. */
    FAULT,
    REMOTE_PUT,
    REMOTE_DELETE,
    REMOTE_MKDIR,
    /** Somebody else replaces a file that has changes here which are not sent yet. */
    CONFLICT,
    /** Somebody else removes a file that has changes here which are not sent yet. */
    DELETE_UNDER_WRITER,
    /** The process dies and another one takes over, whatever is open or not acknowledged. */
    CRASH,
    CLOCK_STEP
  }

  /** As it is written in a test: see {@link Histories#check}. */
  static Op op(Kind kind, String path, String other, int offset, int length, int handle) {
    return new Op(kind, NodePath.of(path), NodePath.of(other), offset, length, handle);
  }

  @Override
  public String toString() {
    return "op(%s, \"%s\", \"%s\", %d, %d, %d)"
        .formatted(kind, path, other, offset, length, handle);
  }
}
