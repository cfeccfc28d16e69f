package org.vosfs.cache.meta;

import java.time.Duration;

/**
 * How long metadata is believed, and how much is kept.
 *
 * @param ttl life of attributes and listings; zero = always ask
 * @param negativeTtl life of "no such name"
 * @param maximumNodes nodes kept, listing names counted as a tenth of a node each
 */
public record MetaSettings(Duration ttl, Duration negativeTtl, long maximumNodes) {
  /** So many nodes take about a third of the heap that the launcher gives a mount. */
  public static final MetaSettings DEFAULT =
      new MetaSettings(Duration.ofSeconds(30), Duration.ofSeconds(3), 400_000);

  public MetaSettings {
    if (ttl.isNegative() || negativeTtl.isNegative() || maximumNodes < 1) {
      throw new IllegalArgumentException("metadata cache: negative life or no room");
    }
  }
}
