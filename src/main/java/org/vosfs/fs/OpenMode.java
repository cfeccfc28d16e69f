package org.vosfs.fs;

/**
 * How a file is opened: the POSIX flags that matter beyond the kernel.
 *
 * @param append every write goes to the end of the file
 * @param truncate O_TRUNC
 * @param exclusive O_EXCL, only with creation
 */
public record OpenMode(
    boolean read, boolean write, boolean append, boolean truncate, boolean exclusive) {
  public static final OpenMode READ = new OpenMode(true, false, false, false, false);
  public static final OpenMode WRITE = new OpenMode(false, true, false, false, false);
  public static final OpenMode READ_WRITE = new OpenMode(true, true, false, false, false);

  /**
   * Whether the open asks for a right to change an existing file: O_TRUNC does without O_WRONLY.
   */
  public boolean changes() {
    return write || truncate;
  }

  public OpenMode truncating() {
    return new OpenMode(read, write, append, true, exclusive);
  }

  public OpenMode appending() {
    return new OpenMode(read, write, true, truncate, exclusive);
  }

  public OpenMode creatingOnly() {
    return new OpenMode(read, write, append, truncate, true);
  }
}
