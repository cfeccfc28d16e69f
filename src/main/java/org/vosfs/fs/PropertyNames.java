package org.vosfs.fs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.NodeProperties;

/**
 * Which extended attribute stands for which property: {@code user.vos.} and the short name of a
 * property that every service knows, or {@code user.vos.} and the whole URI of any other (protocol
 * §5.4).
 */
final class PropertyNames {
  static final String PREFIX = "user.vos.";

  /** True or false, always told, cleared by {@code false}. */
  private static final Set<String> FLAGS =
      Set.of(NodeProperties.IS_PUBLIC, NodeProperties.IS_LOCKED, NodeProperties.INHERIT);

  private static final Set<String> GROUPS =
      Set.of(NodeProperties.GROUP_READ, NodeProperties.GROUP_WRITE);

  private static final Map<String, String> URIS = new HashMap<>();
  private static final Map<String, String> SHORT = new HashMap<>();

  static {
    List.of(
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
            "type",
            "encoding",
            "ispublic",
            "groupread",
            "groupwrite",
            "length",
            "date",
            "content-date",
            "MD5",
            "creator",
            "quota",
            "availableSpace")
        .forEach(name -> known(name, NodeProperties.CORE + name));
    List.of("islocked", "inheritPermissions", "readable", "writable")
        .forEach(name -> known(name, NodeProperties.CADC + name));
  }

  private PropertyNames() {}

  private static void known(String name, String uri) {
    URIS.put(name, uri);
    SHORT.put(uri, name);
  }

  /** The property that an attribute stands for; empty when it is none. */
  static Optional<String> uri(String attribute) {
    if (!attribute.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String name = attribute.substring(PREFIX.length());
    return name.contains(":") ? Optional.of(name) : Optional.ofNullable(URIS.get(name));
  }

  /** The attribute under which a property is shown. */
  static String attribute(String uri) {
    return PREFIX + SHORT.getOrDefault(uri, uri);
  }

  /** What nobody sets by name: the service's own, and what other calls set. */
  static boolean isReadOnly(String uri) {
    return NodeProperties.OF_THE_SERVICE.contains(uri)
        || uri.equals(FileFacts.MODE)
        || uri.equals(FileFacts.MODIFIED);
  }

  static boolean isFlag(String uri) {
    return FLAGS.contains(uri);
  }

  static boolean isGroups(String uri) {
    return GROUPS.contains(uri);
  }

  /**
   * Whether a copy should take it along: not what the service computes, and no rights, since a
   * program that copies attributes must not publish.
   */
  static boolean isListed(String uri) {
    boolean content = uri.equals(URIS.get("type")) || uri.equals(URIS.get("encoding"));
    return !isReadOnly(uri) && !isFlag(uri) && !isGroups(uri) && !content;
  }

  /**
   * That services take a URI as the name of a property.
   *
   * @throws FsException INVALID, with what such a name looks like
   */
  static void requireLegal(String uri) throws FsException {
    if (SHORT.containsKey(uri)) {
      return;
    }
    if (!isLegal(uri)) {
      throw new FsException(
          Reason.INVALID,
          "'" + uri + "' names no property; one of your own is like ivo://your.org/meta#name");
    }
  }

  private static boolean isLegal(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (scheme == null || text.startsWith("ivo://ivoa.net/vospace")) {
        return false;
      }
      if (!Set.of("ivo", "http", "https", "vos").contains(scheme)) {
        return uri.isOpaque() && !text.contains("//");
      }
      String path = uri.getRawPath();
      return uri.getRawAuthority() != null
          && path != null
          && path.length() > 1
          && uri.getRawFragment() != null
          && uri.getRawQuery() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
