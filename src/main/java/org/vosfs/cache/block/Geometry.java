package org.vosfs.cache.block;

/** How a content of {@code length} bytes divides into blocks. */
record Geometry(long length, int blockBytes) {
  private static final int PAGE = 4096;

  int blocks() {
    return Math.toIntExact((length + blockBytes - 1) / blockBytes);
  }

  int blockOf(long offset) {
    return Math.toIntExact(offset / blockBytes);
  }

  long start(int block) {
    return (long) block * blockBytes;
  }

  long end(int block) {
    return Math.min(start(block) + blockBytes, length);
  }

  int size(int block) {
    return (int) (end(block) - start(block));
  }

  /** First block behind those that hold a byte below {@code offset}. */
  int blocksBelow(long offset) {
    long capped = Math.min(offset, length);
    return Math.toIntExact((capped + blockBytes - 1) / blockBytes);
  }

  /** What a content takes on the disk beside its blocks: tail of the last page, and the map. */
  long overhead() {
    long map = BlockMap.HEADER_BYTES + blocks() * 4L + blocks() / 8 + 1;
    return PAGE + (map + PAGE - 1) / PAGE * PAGE;
  }
}
