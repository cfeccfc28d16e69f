package org.vosfs.config;

import java.util.Optional;
import org.vosfs.base.NodePath;

/**
 * What to mount: {@code vos:}, {@code vos:demo/run1}, {@code arc:home/ana}, {@code
 * vos://authority/path}, {@code ivo://authority/service/path} (protocol §2.1).
 *
 * @param text as the user wrote it, without a trailing slash
 * @param prefix before the colon; chooses the service when there is no authority
 * @param authority of the full form, such as {@code cadc.nrc.ca~vault}; empty for the short one
 * @param path inside the space, where the mount begins
 */
public record SpaceName(String text, String prefix, String authority, NodePath path) {
  private static final String ACCEPTED =
      "; write vos: or vos:PATH, arc:PATH, vos://AUTHORITY/PATH, or ivo://AUTHORITY/SERVICE/PATH";

  /** Parses what stands on the command line. */
  public static SpaceName parse(String text) throws ConfigException {
    int colon = text.indexOf(':');
    if (colon <= 0 || !text.substring(0, colon).chars().allMatch(SpaceName::isPrefixCharacter)) {
      throw new ConfigException("'" + text + "' is not a space" + ACCEPTED);
    }
    String prefix = text.substring(0, colon);
    String rest = text.substring(colon + 1);
    String authority = "";
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      rest = slash < 0 ? "" : rest.substring(slash);
      if (authority.isEmpty()) {
        throw new ConfigException("'" + text + "' names no authority" + ACCEPTED);
      }
    }
    if (prefix.equals("ivo")) {
      int service = rest.indexOf('/', 1);
      String name = service < 0 ? rest : rest.substring(0, service);
      if (authority.isEmpty() || name.length() < 2) {
        throw new ConfigException("'" + text + "' names no service" + ACCEPTED);
      }
      authority = authority + "~" + name.substring(1);
      rest = service < 0 ? "" : rest.substring(service);
      prefix = "vos";
    }
    try {
      NodePath path = NodePath.of(rest.startsWith("/") ? rest : "/" + rest);
      return new SpaceName(stripped(text), prefix, authority, path);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("'" + text + "' holds a name that cannot be" + ACCEPTED);
    }
  }

  /**
   * The service's name in the registry, as far as the space itself tells it; {@code ~} and {@code
   * !} are the same.
   */
  public Optional<String> resource() {
    return authority.isEmpty()
        ? Optional.empty()
        : Optional.of("ivo://" + authority.replace('~', '/').replace('!', '/'));
  }

  /** What its table in the configuration files is called. */
  public String key() {
    return authority.isEmpty() ? prefix : authority.replace('!', '~');
  }

  private static boolean isPrefixCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  private static String stripped(String text) {
    String shorter = text;
    while (shorter.endsWith("/") && !shorter.endsWith(":/")) {
      shorter = shorter.substring(0, shorter.length() - 1);
    }
    return shorter;
  }
}
