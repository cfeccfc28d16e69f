package org.vosfs.vospace.remote;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.Origin;
import org.vosfs.http.Url;

/**
 * A cache that several machines share, in front of the storage sites: a plain web proxy that is
 * asked for {@code BASE/SCHEME/HOST[:PORT]/PATH}. Only pre-authorised URLs go through it, so it is
 * never shown a credential. Immutable.
 */
public final class SiteCache {
  private static final SiteCache NONE = new SiteCache(null);

  private final @Nullable Url base;

  private SiteCache(@Nullable Url base) {
    this.base = base;
  }

  /** None: storage sites are asked directly. */
  public static SiteCache none() {
    return NONE;
  }

  /**
   * One at that URL.
   *
   * @return empty when the text is no URL
   */
  public static Optional<SiteCache> at(String url) {
    return Url.of(url.strip()).map(Url::bare).map(SiteCache::new);
  }

  /** Where the cache has what is at {@code url}; empty without a cache. */
  Optional<Url> of(Url url) {
    if (base == null) {
      return Optional.empty();
    }
    Origin origin = url.origin();
    String path = base.target().equals("/") ? "" : base.target();
    String target =
        path
            + "/"
            + origin.scheme()
            + "/"
            + origin.toString().substring(origin.scheme().length() + 3)
            + url.target();
    return Optional.of(new Url(base.origin(), target));
  }
}
