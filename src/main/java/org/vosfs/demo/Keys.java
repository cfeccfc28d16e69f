package org.vosfs.demo;

import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Property keys and their rules (section 5.4). */
final class Keys {
  static final String CORE = "ivo://ivoa.net/vospace/core#";
  static final String CADC = "ivo://cadc.nrc.ca/vospace/core#";

  static final String INHERIT = CADC + "inheritPermissions";
  static final String LOCKED = CADC + "islocked";
  static final String READABLE = CADC + "readable";
  static final String WRITABLE = CADC + "writable";
  static final String MD5 = CORE + "MD5";
  static final String CONTENT_DATE = CORE + "content-date";
  static final String CREATOR = CORE + "creator";
  static final String DATE = CORE + "date";
  static final String ENCODING = CORE + "encoding";
  static final String GROUP_READ = CORE + "groupread";
  static final String GROUP_WRITE = CORE + "groupwrite";
  static final String PUBLIC = CORE + "ispublic";
  static final String PUBLIC_READ = CORE + "publicread";
  static final String LENGTH = CORE + "length";
  static final String QUOTA = CORE + "quota";
  static final String TYPE = CORE + "type";

  /** Silently ignored when a client sends them. */
  static final Set<String> IMMUTABLE =
      Set.of(CORE + "availableSpace", LENGTH, MD5, CONTENT_DATE, DATE, CREATOR, QUOTA);

  private static final Set<String> KNOWN =
      Set.of(
          "availableSpace",
          "length",
          "MD5",
          "content-date",
          "date",
          "creator",
          "quota",
          "type",
          "encoding",
          "ispublic",
          "groupread",
          "groupwrite",
          "title",
          "subject",
          "description",
          "publisher",
          "contributor",
          "format",
          "identifier",
          "source",
          "language",
          "relation",
          "coverage",
          "rights",
          "runid",
          "creatorJWT");

  /** Order of properties in documents: keys without scheme first, then by text. */
  static final Comparator<String> ORDER =
      Comparator.<String, Boolean>comparing(key -> key.indexOf(':') >= 0)
          .thenComparing(Comparator.naturalOrder());

  private Keys() {}

  static SortedMap<String, String> map() {
    return new TreeMap<>(ORDER);
  }

  /** Whether the services refuse the key as unknown in the standard's namespace. */
  static boolean unrecognized(String key) {
    return key.startsWith("ivo://ivoa.net/vospace")
        && !(key.startsWith(CORE) && KNOWN.contains(key.substring(CORE.length())));
  }

  /** What is wrong with a custom key (cavern checks), or null. */
  static @Nullable String defect(String key) {
    java.net.URI uri = NodeUris.parse(key);
    if (uri == null || uri.getScheme() == null) {
      return "invalid structure: " + key;
    }
    if (Set.of("ivo", "http", "https", "vos").contains(uri.getScheme())) {
      boolean complete =
          uri.getAuthority() != null
              && uri.getPath() != null
              && uri.getPath().length() > 1
              && uri.getFragment() != null
              && uri.getQuery() == null;
      return complete ? null : "invalid structure: " + key;
    }
    return uri.isOpaque() ? null : "invalid structure: " + key;
  }
}
