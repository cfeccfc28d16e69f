package org.vosfs.vospace.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.vosfs.base.NodePath;

/**
 * Percent-encoding of names (protocol §2.2) and the parts of node URIs (§2.1). Reading tolerates
 * what is no legal URI, since link targets on cavern need not be one (§7).
 */
public final class NodeUris {
  private static final String HEX = "0123456789ABCDEF";

  /** Legal in a path segment and kept by every service; {@code ;} is not among them. */
  private static final String PLAIN_IN_SEGMENT = "-_.~!$&'()*+,=:@";

  private static final String PLAIN_IN_QUERY = "-_.~";
  private static final String SCHEME = "vos://";

  private NodeUris() {}

  /** {@code path} with every name encoded; the root is empty, anything else begins with a slash. */
  public static String encode(NodePath path) {
    StringBuilder text = new StringBuilder();
    for (String name : path.names()) {
      text.append('/');
      encode(name, PLAIN_IN_SEGMENT, text);
    }
    return text.toString();
  }

  /** A value as it stands in a query string. */
  public static String encodeQuery(String value) {
    StringBuilder text = new StringBuilder();
    encode(value, PLAIN_IN_QUERY, text);
    return text.toString();
  }

  private static void encode(String name, String plain, StringBuilder text) {
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letter || plain.indexOf(c) >= 0) {
        text.append(c);
      } else {
        text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
  }

  /** Decodes once; what is not a legal escape or not UTF-8 is kept as it stands. */
  public static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(source.length);
    for (int i = 0; i < source.length; i++) {
      int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
      if (source[i] == '%' && high >= 0 && low >= 0) {
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(source[i]);
      }
    }
    decoded.flip();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded).toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }

  /** The last path segment of a node URI, decoded; empty for the root. */
  public static String lastName(String uri) {
    int start = pathStart(uri);
    int end = uri.length();
    while (end > start && uri.charAt(end - 1) == '/') {
      end--;
    }
    return decode(uri.substring(Math.max(start, uri.lastIndexOf('/', end - 1) + 1), end));
  }

  /** The authority of a {@code vos://} URI as written; empty for anything else. */
  public static Optional<String> authority(String uri) {
    if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return Optional.of(uri.substring(SCHEME.length(), pathStart(uri)))
        .filter(authority -> !authority.isEmpty());
  }

  /** An authority in the form in which equal ones are equal ({@code !} and {@code ~} are). */
  public static String normal(String authority) {
    return authority.replace('!', '~').toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * The path of a {@code vos://} URI, decoded, {@code .} and {@code ..} resolved; empty when it
   * holds what no name can hold.
   */
  public static Optional<NodePath> path(String uri) {
    NodePath path = NodePath.ROOT;
    for (String segment : uri.substring(pathStart(uri)).split("/", -1)) {
      String name = decode(segment);
      if (name.equals("..")) {
        path = path.parent();
      } else if (!name.isEmpty() && !name.equals(".")) {
        if (!NodePath.isName(name)) {
          return Optional.empty();
        }
        path = path.resolve(name);
      }
    }
    return Optional.of(path);
  }

  private static int pathStart(String uri) {
    int scheme = uri.indexOf("://");
    int slash = uri.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    return slash < 0 ? uri.length() : slash;
  }
}
