package org.vosfs.vospace.remote;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.Url;

/**
 * A PUT transaction that an upload has left at a storage site, as a text for {@code
 * UploadBody.leave}. The URL itself is not kept: it is a grant (protocol §9.5).
 *
 * @param site the site's address, without the grant
 * @param id the transaction there
 * @param total bytes it was begun for
 */
record Left(String site, String id, long total) {
  private static final String KIND = "put";

  static Left at(Endpoint place, String id, long total) {
    return new Left(site(place.url()), id, total);
  }

  String toText() {
    return KIND + " " + site + " " + id + " " + total;
  }

  /** Reads {@link #toText}; empty when it is something else. */
  static Optional<Left> parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 4 || !parts[0].equals(KIND) || !parts[3].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(new Left(parts[1], parts[2], Long.parseLong(parts[3])));
  }

  boolean isAt(@Nullable Endpoint place) {
    return place != null && site(place.url()).equals(site);
  }

  /** Origin and what stands before the grant: several sites may share a host. */
  private static String site(Url url) {
    String path = url.path();
    int files = path.indexOf("/files/");
    return url.origin() + (files < 0 ? "" : path.substring(0, files));
  }
}
