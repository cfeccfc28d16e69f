package org.vosfs.fs;

/** What a rename does when the target exists. */
public enum RenameMode {
  /** POSIX: the target is replaced in one step. */
  REPLACE,
  /** RENAME_NOREPLACE: fails with {@link Reason#EXISTS}. */
  NO_REPLACE
}
