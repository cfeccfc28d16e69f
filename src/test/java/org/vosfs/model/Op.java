package org.vosfs.model;

import org.vosfs.base.NodePath;

/** One step of a history. Numbers are taken modulo what exists, so that every history is valid. */
record Op(Kind kind, NodePath path, NodePath other, int offset, int length, int handle) {
  enum Kind {
    WRITE_FILE,
    APPEND,
    OPEN,
    WRITE_HANDLE,
    READ_HANDLE,
    TRUNCATE_HANDLE,
    CLOSE_HANDLE,
    TRUNCATE,
    EXCLUSIVE,
    MKDIR,
    RMDIR,
    UNLINK,
    RENAME,
    READ,
    LIST,
    QUIET,
    EXPIRE,
    OUTAGE,
    REMOTE_PUT,
    REMOTE_DELETE,
    CRASH,
    CLOCK_STEP
  }

  @Override
  public String toString() {
    return kind + " " + path + " " + other + " " + offset + "+" + length + " #" + handle;
  }
}
