package org.vosfs.fuse;

/**
 * Where the fields of {@code struct stat} are, in bytes; glibc on 64-bit Linux. The two processors
 * differ up to st_rdev and agree from st_size on.
 *
 * @param size of the whole struct
 * @param linkWidth bytes of st_nlink
 */
record StatLayout(int size, int mode, int links, int linkWidth, int user, int group) {
  static final StatLayout X86_64 = new StatLayout(144, 24, 16, 8, 28, 32);
  static final StatLayout AARCH64 = new StatLayout(128, 16, 20, 4, 24, 28);

  static final int NUMBER = 8;
  static final int LENGTH = 48;
  static final int BLOCK_SIZE = 56;
  static final int BLOCKS = 64;
  static final int ACCESSED = 72;
  static final int MODIFIED = 88;
  static final int CHANGED = 104;

  /** Reserved in the struct; what the native layer reads there, see StatWriter. */
  static final int HINT = 120;

  /**
   * The layout of the machine this runs on.
   *
   * @throws IllegalStateException on a processor whose layout is not known
   */
  static StatLayout ofThisMachine() {
    return of(System.getProperty("os.arch", ""));
  }

  static StatLayout of(String processor) {
    return switch (processor) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default -> throw new IllegalStateException("struct stat is not known for " + processor);
    };
  }
}
