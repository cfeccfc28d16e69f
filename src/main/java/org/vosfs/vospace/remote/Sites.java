package org.vosfs.vospace.remote;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places that hold one file: each next read goes where it should be done first, by how fast a
 * place has been lately and how many reads it carries. So equal sites share the work, a slow one
 * gets little of it, and one that failed gets none. Thread-safe.
 */
final class Sites {
  /** How much the last read counts in what is known of a site's speed. */
  private static final double LATEST = 0.5;

  /** Shorter reads tell the distance of a site, not its speed. */
  private static final long TELLING_BYTES = 256 << 10;

  /** A site that was not tried yet is taken for a little faster than the others. */
  private static final double HOPE = 1.01;

  private static final class Site {
    final Endpoint endpoint;
    int carrying;

    /** Bytes a nanosecond; 0 = not known. */
    double speed;

    Site(Endpoint endpoint) {
      this.endpoint = endpoint;
    }
  }

  private final List<Site> sites = new ArrayList<>();

  Sites(List<Endpoint> endpoints) {
    endpoints.forEach(endpoint -> sites.add(new Site(endpoint)));
  }

  /** Where the next read is done first; null when no site is left. */
  synchronized @Nullable Endpoint choose() {
    double fastest = sites.stream().mapToDouble(site -> site.speed).max().orElse(0);
    double unknown = fastest > 0 ? HOPE * fastest : 1;
    Site best = null;
    double least = Double.MAX_VALUE;
    for (Site site : sites) {
      double wait = (site.carrying + 1) / (site.speed > 0 ? site.speed : unknown);
      if (best == null || wait < least) {
        best = site;
        least = wait;
      }
    }
    return best == null ? null : best.endpoint;
  }

  /** A read begins there. */
  synchronized void began(Endpoint endpoint) {
    Site site = site(endpoint);
    if (site != null) {
      site.carrying++;
    }
  }

  /** It has ended, well or not, after {@code bytes} in {@code nanos}. */
  synchronized void ended(Endpoint endpoint, long bytes, long nanos) {
    Site site = site(endpoint);
    if (site == null) {
      return;
    }
    site.carrying--;
    if (bytes >= TELLING_BYTES && nanos > 0) {
      double speed = (double) bytes / nanos;
      site.speed = site.speed > 0 ? LATEST * speed + (1 - LATEST) * site.speed : speed;
    }
  }

  /** That one failed: nothing is asked of it any more. */
  synchronized void leave(Endpoint endpoint) {
    sites.removeIf(site -> site.endpoint.equals(endpoint));
  }

  private @Nullable Site site(Endpoint endpoint) {
    for (Site site : sites) {
      if (site.endpoint.equals(endpoint)) {
        return site;
      }
    }
    return null;
  }
}
