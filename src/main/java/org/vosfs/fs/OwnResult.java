package org.vosfs.fs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.Version;

/**
 * Content this mount stored itself, or saw at the storage site, while the service's records may
 * still tell of older content (protocol §10.8, §21.2).
 *
 * @param version what the content is
 * @param modified the mtime to show; null = the service's
 * @param replaced the version it replaced, which lagging answers still show; null = none
 * @param serverDate when it was stored by the server's clock; null = not told
 * @param since ticker reading
 */
record OwnResult(
    Version version,
    @Nullable Instant modified,
    @Nullable Version replaced,
    @Nullable Instant serverDate,
    long since) {

  /** How long a lagging answer is overruled at most. */
  static final long LAG_SECONDS = 600;

  private static final long LAG_NANOS = LAG_SECONDS * 1_000_000_000L;

  /**
   * Whether a told version voids this one: something else, and no mere lag. A lagging service shows
   * what we replaced, or nothing certain; only another MD5, stored after ours by the server's own
   * clock, is somebody's change. A service without lag is believed at once.
   *
   * @param lagging whether the service's records may lag behind its storage
   */
  boolean isOverruledBy(Version told, boolean lagging, long now) {
    if (told.sameContentAs(version)) {
      return false;
    }
    if (!lagging || now - since > LAG_NANOS) {
      return true;
    }
    if (replaced != null && told.sameContentAs(replaced)) {
      return false;
    }
    Instant date = told.date();
    return told.md5() != null
        && !told.md5().equals(version.md5())
        && date != null
        && serverDate != null
        && date.isAfter(serverDate);
  }

  /** The same result, completed by what the service meanwhile says of the same content. */
  OwnResult completedBy(Version told) {
    return new OwnResult(version.mergedWith(told), modified, replaced, serverDate, since);
  }
}
