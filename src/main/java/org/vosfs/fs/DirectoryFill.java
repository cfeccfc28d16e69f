package org.vosfs.fs;

/** Takes directory entries one by one; {@code fuse} writes them into the kernel's buffer. */
@FunctionalInterface
public interface DirectoryFill {
  /**
   * One entry.
   *
   * @param name as POSIX sees it, {@code .} and {@code ..} included
   * @param number its st_ino
   * @param type its kind
   * @param next the cookie that continues after this entry
   * @return false when the buffer is full and this entry was not taken
   */
  boolean add(String name, long number, FileType type, long next);
}
