package org.vosfs.http;

import java.util.Locale;
import java.util.Optional;

/**
 * An absolute http(s) URL whose path and query are kept byte for byte: pre-authorised URLs carry
 * signatures that any normalising or re-encoding would break (protocol §12.3).
 *
 * @param target path and query as sent, beginning with a slash; ISO-8859-1 when not ASCII
 */
public record Url(Origin origin, String target) {

  /** Parses an absolute URL; a fragment is dropped. Empty when it is not one we can use. */
  public static Optional<Url> of(String text) {
    int colon = text.indexOf("://");
    if (colon < 0) {
      return Optional.empty();
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.empty();
    }
    int from = colon + 3;
    int to = from;
    while (to < text.length() && "/?#".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    Optional<Origin> origin = origin(scheme, text.substring(from, to));
    Optional<String> target = target(text.substring(to));
    return origin.flatMap(o -> target.map(t -> new Url(o, t)));
  }

  /** What a {@code Location} header met at this URL points to (RFC 9110 §10.2.2). */
  public Optional<Url> resolve(String location) {
    String text = location.strip();
    if (text.startsWith("//")) {
      return of(origin.scheme() + ":" + text);
    }
    if (text.contains("://") && text.indexOf("://") < firstOf(text, "/?#")) {
      return of(text);
    }
    if (text.startsWith("/")) {
      return target(text).map(t -> new Url(origin, t));
    }
    String path = path();
    String base = text.startsWith("?") ? path : path.substring(0, path.lastIndexOf('/') + 1);
    return target(base + text).map(t -> new Url(origin, t));
  }

  /** This URL with {@code suffix}, already encoded, appended to path and query as they are. */
  public Url plus(String suffix) {
    return new Url(origin, target + suffix);
  }

  /** The path alone, as sent. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /**
   * This URL with each {@code ;} of its path encoded, so that no server takes it for parameters.
   */
  public Url withoutPathParameters() {
    String path = path();
    return new Url(origin, path.replace(";", "%3B") + target.substring(path.length()));
  }

  /** This URL without trailing slashes in its path and without a query. */
  public Url bare() {
    String path = path();
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return new Url(origin, path.substring(0, end));
  }

  /** The text form; may hold a signature, so it goes into no log and no message. */
  @Override
  public String toString() {
    return origin + target;
  }

  private static int firstOf(String text, String characters) {
    int at = 0;
    while (at < text.length() && characters.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static Optional<Origin> origin(String scheme, String authority) {
    if (authority.isEmpty() || authority.indexOf('@') >= 0) {
      return Optional.empty();
    }
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', Math.max(bracket, 0));
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port = scheme.equals("https") ? 443 : 80;
    if (colon >= 0 && colon + 1 < authority.length()) {
      try {
        port = Integer.parseInt(authority.substring(colon + 1));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    boolean plain = host.chars().allMatch(c -> c > ' ' && c < 0x7F && "/\\?#@[]".indexOf(c) < 0);
    if (host.isEmpty() || !plain || port < 1 || port > 65535) {
      return Optional.empty();
    }
    return Optional.of(new Origin(scheme, host, port));
  }

  private static Optional<String> target(String text) {
    int fragment = text.indexOf('#');
    String target = fragment < 0 ? text : text.substring(0, fragment);
    if (!target.startsWith("/")) {
      target = "/" + target;
    }
    boolean sendable = target.chars().allMatch(c -> c > ' ' && c != 0x7F && c <= 0xFF);
    return sendable ? Optional.of(target) : Optional.empty();
  }
}
