package org.vosfs.fuse;

import java.time.Instant;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileType;
import org.vosfs.fs.SpaceUsage;

/**
 * Writes {@link Attributes} into a native {@code struct stat} and {@link SpaceUsage} into a {@code
 * struct statvfs}, field by field at fixed offsets: a struct object per call would cost more than
 * the call. Immutable and thread-safe.
 */
final class StatWriter {
  private static final int S_IFDIR = 0040000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFLNK = 0120000;
  private static final int PERMISSIONS = 0777;

  /** What st_blksize says: the piece that programs should read and write, in bytes. */
  private static final int PREFERRED_BLOCK = 128 * 1024;

  /** st_blocks counts in these, whatever st_blksize says. */
  private static final int STAT_BLOCK = 512;

  private static final int SPACE_BLOCK = 4096;
  private static final int LONGEST_NAME = 255;
  private static final int HINT_MAGIC = 0x766f7366;

  private final StatLayout layout;
  private final int user;
  private final int group;
  private final int umask;
  private final boolean hinting;

  /**
   * @param user st_uid of everything
   * @param group st_gid of everything
   * @param umask permission bits taken away from what the filesystem says
   * @param hinting whether the library reads {@code struct vosfs_stat_hint} of
   *     native/src/libfuse2.h
   */
  StatWriter(StatLayout layout, int user, int group, int umask, boolean hinting) {
    this.layout = layout;
    this.user = user;
    this.group = group;
    this.umask = umask;
    this.hinting = hinting;
  }

  /** Bytes of a struct stat. */
  int size() {
    return layout.size();
  }

  /** Fills the zeroed struct stat at {@code stat}. */
  void write(long stat, Attributes attributes) {
    NativeMemory.putInt(
        stat + layout.mode(), mode(attributes.type(), attributes.permissions() & ~umask));
    NativeMemory.putLong(stat + StatLayout.NUMBER, attributes.number());
    if (layout.linkWidth() == Long.BYTES) {
      NativeMemory.putLong(stat + layout.links(), attributes.links());
    } else {
      NativeMemory.putInt(stat + layout.links(), attributes.links());
    }
    NativeMemory.putInt(stat + layout.user(), user);
    NativeMemory.putInt(stat + layout.group(), group);
    NativeMemory.putLong(stat + StatLayout.LENGTH, attributes.size());
    NativeMemory.putInt(stat + StatLayout.BLOCK_SIZE, PREFERRED_BLOCK);
    NativeMemory.putLong(stat + StatLayout.BLOCKS, blocks(attributes.allocated()));
    time(stat + StatLayout.ACCESSED, attributes.accessed());
    time(stat + StatLayout.MODIFIED, attributes.modified());
    time(stat + StatLayout.CHANGED, attributes.changed());
    fresh(stat, attributes.fresh());
  }

  /**
   * Leaves how long the kernel may believe the answer, also the answer that there is nothing.
   *
   * @param millis 0 = it must ask each time
   */
  void fresh(long stat, long millis) {
    if (hinting) {
      NativeMemory.putInt(stat + StatLayout.HINT, HINT_MAGIC);
      NativeMemory.putInt(
          stat + StatLayout.HINT + Integer.BYTES, (int) Math.min(millis, Integer.MAX_VALUE));
    }
  }

  /** Whether answers can say how long they hold, and listings bring attributes. */
  boolean isHinting() {
    return hinting;
  }

  /** The two fields that readdir looks at. */
  void entry(long stat, long number, FileType type) {
    NativeMemory.putLong(stat + StatLayout.NUMBER, number);
    NativeMemory.putInt(stat + layout.mode(), mode(type, 0));
  }

  /** Fills the zeroed struct statvfs at {@code space}; the same on both processors. */
  static void write(long space, SpaceUsage usage) {
    NativeMemory.putLong(space, SPACE_BLOCK); // f_bsize
    NativeMemory.putLong(space + 8, SPACE_BLOCK); // f_frsize
    NativeMemory.putLong(space + 16, usage.total() / SPACE_BLOCK); // f_blocks
    NativeMemory.putLong(space + 24, usage.free() / SPACE_BLOCK); // f_bfree
    NativeMemory.putLong(space + 32, usage.free() / SPACE_BLOCK); // f_bavail
    NativeMemory.putLong(space + 80, LONGEST_NAME); // f_namemax
  }

  private static int mode(FileType type, int permissions) {
    int kind =
        switch (type) {
          case DIRECTORY -> S_IFDIR;
          case FILE -> S_IFREG;
          case LINK -> S_IFLNK;
        };
    return kind | (permissions & PERMISSIONS);
  }

  private static long blocks(long bytes) {
    return bytes / STAT_BLOCK + (bytes % STAT_BLOCK == 0 ? 0 : 1);
  }

  private static void time(long address, Instant instant) {
    NativeMemory.putLong(address, instant.getEpochSecond());
    NativeMemory.putLong(address + Long.BYTES, instant.getNano());
  }
}
