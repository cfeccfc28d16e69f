package org.vosfs.cache.block;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a block cache is to behave.
 *
 * @param directory absolute; made when absent; used by one process at a time
 * @param limitBytes most bytes of clean content on the disk, block maps included
 * @param freeSpaceFloorBytes bytes of the filesystem to leave free for others
 * @param blockBytes unit of storing, checking and fetching
 * @param prefetchBudgetBytes most bytes one open handle is read ahead; all of them together eight
 *     times as many
 * @param stall longest time a reader waits without a single byte coming
 */
public record BlockCacheSettings(
    Path directory,
    long limitBytes,
    long freeSpaceFloorBytes,
    int blockBytes,
    long prefetchBudgetBytes,
    Duration stall) {
  public BlockCacheSettings {
    if (limitBytes < 0
        || freeSpaceFloorBytes < 0
        || blockBytes < 1
        || prefetchBudgetBytes < 0
        || stall.isNegative()
        || stall.isZero()) {
      throw new IllegalArgumentException("impossible block cache settings");
    }
  }

  /** 10 GiB, 1 GiB left free, blocks of 128 KiB, 64 MiB ahead, 30 s. */
  public static BlockCacheSettings defaults(Path directory) {
    return new BlockCacheSettings(
        directory, 10L << 30, 1L << 30, 128 << 10, 64L << 20, Duration.ofSeconds(30));
  }
}
