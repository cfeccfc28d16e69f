package org.vosfs.http;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The places a credential may be shown: origins with a path prefix. Never a pre-authorised URL,
 * which needs none (protocol §9.5). Immutable.
 */
public final class CredentialScope {
  /** Begins cavern's pre-authorised URLs, which lie under the service's own path. */
  private static final String PREAUTHORISED = "files/preauth:";

  /** A segment that leads up, in any spelling: such a path may end outside its prefix. */
  private static final Pattern DOTS = Pattern.compile("(?i)(/|%2f)(\\.|%2e){1,2}(/|%2f|;|$)");

  private record Area(Origin origin, String prefix) {
    boolean holds(Origin other, String path) {
      return origin.equals(other)
          && path.startsWith(prefix)
          && !path.startsWith(PREAUTHORISED, prefix.length());
    }
  }

  private final Set<Area> areas;

  private CredentialScope(Set<Area> areas) {
    this.areas = areas;
  }

  public static CredentialScope nowhere() {
    return new CredentialScope(Set.of());
  }

  /** This scope and everything beside or below {@code url}: its path up to the last slash. */
  public CredentialScope around(Url url) {
    String path = url.path();
    Set<Area> more = new HashSet<>(areas);
    more.add(new Area(url.origin(), path.substring(0, path.lastIndexOf('/') + 1)));
    return new CredentialScope(more);
  }

  public boolean includes(Url url) {
    String path = url.path();
    return !DOTS.matcher(path).find()
        && areas.stream().anyMatch(area -> area.holds(url.origin(), path));
  }
}
