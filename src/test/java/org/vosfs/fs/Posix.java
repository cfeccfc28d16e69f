package org.vosfs.fs;

import java.util.SortedMap;

/**
 * What a POSIX system answers: {@code "ok"}, a value, or the name of the errno. One implementation
 * is the local kernel, which is right by definition; the other is the filesystem under test.
 */
interface Posix {
  String mkdir(String path);

  String symlink(String text, String path);

  String rename(String from, String to);

  String unlink(String path);

  String rmdir(String path);

  String truncate(String path, long size);

  String chmod(String path, int mode);

  Opened open(String path, Flags flags, int mode);

  /** Everything below a directory, as {@link org.vosfs.testing.Tree} writes it. */
  SortedMap<String, String> tree(String path) throws Exception;

  /** An open file, or the failure to open it: then every call answers that. */
  interface Opened {
    /** {@code "ok"} or why it did not open. */
    String result();

    String read(long offset, int length);

    String write(long offset, String text);

    String truncate(long size);

    String size();

    String close();
  }

  /** How a file is opened. */
  record Flags(
      boolean read,
      boolean write,
      boolean create,
      boolean exclusive,
      boolean truncate,
      boolean append) {
    static final Flags READ = new Flags(true, false, false, false, false, false);
    static final Flags READ_WRITE = new Flags(true, true, false, false, false, false);

    /** open(path, O_WRONLY | O_CREAT | O_TRUNC). */
    static final Flags CREAT = new Flags(false, true, true, false, true, false);

    boolean changes() {
      return write || truncate;
    }

    @Override
    public String toString() {
      return (read && write ? "RDWR" : write ? "WRONLY" : "RDONLY")
          + (create ? "|CREAT" : "")
          + (exclusive ? "|EXCL" : "")
          + (truncate ? "|TRUNC" : "")
          + (append ? "|APPEND" : "");
    }
  }

  /** Makes or replaces a file. */
  default void put(String path, String text) {
    Opened file = open(path, Flags.CREAT, 0644);
    String written = file.write(0, text);
    String closed = file.close();
    if (!written.equals("ok") || !closed.equals("ok")) {
      throw new AssertionError(path + ": " + file.result() + ", " + written + ", " + closed);
    }
  }
}
