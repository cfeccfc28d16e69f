package org.vosfs.demo;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Node URIs and request paths, with the double decoding of the real services: the request path is
 * percent-decoded once and the result is parsed as a URI again, so that blanks end in a 500, {@code
 * #} and {@code ?} cut the name, and {@code %41} becomes {@code A} (section 2.2).
 */
final class NodeUris {
  private final String authority;

  NodeUris(String authority) {
    this.authority = authority;
  }

  /**
   * A request path after decoding.
   *
   * @param uri the URI text as pasted together by the service, not cut
   * @param path the node path that is really looked up; "/" for the root
   */
  record Target(String uri, String path) {}

  /** The undecorated URI text of a path, as the services print it in messages. */
  String plain(String path) {
    return "vos://" + authority + (path.equals("/") ? "" : path);
  }

  /** The legal URI of a path: percent-encoded, non-ASCII in NFC as the services emit it. */
  String encoded(String path) {
    if (path.equals("/")) {
      return "vos://" + authority;
    }
    for (int i = 0; i < path.length(); i++) {
      if (!harmless(path.charAt(i))) {
        return "vos://" + authority + encodePath(path);
      }
    }
    return "vos://" + authority + path;
  }

  /** Percent-encodes a path, non-ASCII in NFC. */
  static String encodePath(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no path: " + path, e);
    }
  }

  private static boolean harmless(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "/-._~!'()*:@&=+$,;".indexOf(c) >= 0;
  }

  /** Decodes the part of the raw request path behind the endpoint. */
  Target fromRequest(String rawPath) throws Refusal {
    String lower = rawPath.toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("%2f") || lower.contains("%5c") || lower.contains("%00")) {
      throw Refusal.container(400, "Bad Request");
    }
    StringBuilder decoded = new StringBuilder();
    java.util.ArrayDeque<String> segments = new java.util.ArrayDeque<>();
    for (String segment : rawPath.split("/", -1)) {
      int parameter = segment.indexOf(';');
      String name = Query.percentDecode(parameter < 0 ? segment : segment.substring(0, parameter));
      if (name.equals("..")) {
        segments.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        segments.addLast(name);
      }
    }
    for (String segment : segments) {
      decoded.append('/').append(segment);
    }
    String text = "vos://" + authority + decoded;
    URI uri = parse(text);
    if (uri == null) {
      throw Refusal.unexpected("BUG: VOSURI syntax: " + text);
    }
    boolean cut = text.indexOf('#') >= 0 || text.indexOf('?') >= 0;
    return new Target(cut ? text : Query.percentDecode(text), normal(uri.getPath()));
  }

  /** The text as URI, or null when it is not legal. */
  static @Nullable URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** What is wrong with a text that is no legal URI. */
  static String syntaxError(String text) {
    try {
      return new URI(text).toString();
    } catch (URISyntaxException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Whether this URI names a node of this service; both separators are accepted. */
  boolean isOurs(URI uri) {
    return "vos".equals(uri.getScheme())
        && uri.getRawAuthority() != null
        && uri.getRawAuthority().replace('!', '~').equals(authority);
  }

  /** The decoded node path of a URI. */
  static String path(URI uri) {
    String path = uri.getPath();
    return normal(path == null ? "" : path);
  }

  /** The URI with the separator the service emits and without a trailing slash, for comparing. */
  static String comparable(String uri) {
    int path = uri.indexOf('/', 6);
    String head = path < 0 ? uri : uri.substring(0, path);
    String tail = path < 0 ? "" : uri.substring(path);
    while (tail.endsWith("/")) {
      tail = tail.substring(0, tail.length() - 1);
    }
    return head.replace('!', '~') + tail;
  }

  /** Fails as the services do when a stored name cannot be pasted into a URI. */
  void requirePrintable(String path) throws Refusal {
    for (int i = 0; i < path.length(); i++) {
      if (!harmless(path.charAt(i))) {
        if (parse("vos://" + authority + path) == null) {
          throw Refusal.unexpected("BUG: VOSURI syntax: " + plain(path));
        }
        return;
      }
    }
  }

  private static String normal(String path) {
    String result = path;
    while (result.length() > 1 && result.endsWith("/")) {
      result = result.substring(0, result.length() - 1);
    }
    return result.isEmpty() ? "/" : result;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String child(String parent, String name) {
    return parent.equals("/") ? "/" + name : parent + "/" + name;
  }
}
