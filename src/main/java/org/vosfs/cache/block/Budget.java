package org.vosfs.cache.block;

import java.io.IOException;

/**
 * The room all contents together take and may take: a limit of their own, and a floor of free space
 * left to others. Guarded by the store's monitor.
 */
final class Budget {
  /** Bytes that may be stored between two looks at the filesystem's free space. */
  private static final long LOOK_AGAIN = 8 << 20;

  /** Bytes that may still be used on the filesystem of the cache. */
  interface FreeSpace {
    long bytes() throws IOException;
  }

  private final long limit;
  private final long floor;
  private final FreeSpace freeSpace;
  private long used;
  private long evicted;
  private long sinceLook = LOOK_AGAIN;
  private long spare;

  Budget(long limit, long floor, FreeSpace freeSpace) {
    this.limit = limit;
    this.floor = floor;
    this.freeSpace = freeSpace;
  }

  /** The account takes so many bytes from now on. */
  void charge(Account account, long bytes) {
    used += bytes - account.charged;
    account.charged = bytes;
  }

  /** The account takes so many more, which are about to be stored. */
  void take(Account account, long more) {
    charge(account, account.charged + more);
    sinceLook += more;
  }

  /**
   * Bytes that have to go before {@code more} fit; not positive when they do.
   *
   * @param again look at the filesystem whenever the last look was
   */
  long lack(long more, boolean again) throws IOException {
    if (again || sinceLook + more > LOOK_AGAIN || spare - sinceLook < more) {
      spare = freeSpace.bytes() - floor;
      sinceLook = 0;
    }
    return Math.max(used + more - limit, sinceLook + more - spare);
  }

  /** The next question looks at the filesystem. */
  void lookAgain() {
    sinceLook = LOOK_AGAIN;
  }

  /** The account's file is deleted. */
  void evicted(Account account) {
    evicted += account.charged;
    charge(account, 0);
  }

  long used() {
    return used;
  }

  /** Bytes evicted so far. */
  long evicted() {
    return evicted;
  }
}
