package org.vosfs.vospace;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The properties of a node by URI (protocol §5.4), with typed access to those a filesystem needs.
 * Immutable. Values are the server's text; what does not parse counts as absent.
 */
public final class NodeProperties extends PackedValues {
  public static final String CORE = "ivo://ivoa.net/vospace/core#";
  public static final String CADC = "ivo://cadc.nrc.ca/vospace/core#";
  public static final String LENGTH = CORE + "length";
  public static final String DATE = CORE + "date";
  public static final String CONTENT_DATE = CORE + "content-date";
  public static final String MD5 = CORE + "MD5";
  public static final String TYPE = CORE + "type";
  public static final String ENCODING = CORE + "encoding";
  public static final String CREATOR = CORE + "creator";
  public static final String IS_PUBLIC = CORE + "ispublic";
  public static final String PUBLIC_READ = CORE + "publicread";
  public static final String GROUP_READ = CORE + "groupread";
  public static final String GROUP_WRITE = CORE + "groupwrite";
  public static final String QUOTA = CORE + "quota";
  public static final String IS_LOCKED = CADC + "islocked";
  public static final String READABLE = CADC + "readable";
  public static final String WRITABLE = CADC + "writable";
  public static final String INHERIT = CADC + "inheritPermissions";

  /**
   * What the service computes, or nobody but its administrator sets: ignored or harmful when sent
   * (protocol §5.4, §21.1).
   */
  public static final Set<String> OF_THE_SERVICE =
      Set.of(
          LENGTH,
          DATE,
          CONTENT_DATE,
          MD5,
          CREATOR,
          QUOTA,
          READABLE,
          WRITABLE,
          CORE + "availableSpace",
          CADC + "creatorJWT",
          "ivo://opencadc.org/vospace/core#creatorJWT");

  public static final NodeProperties NONE = new NodeProperties(Map.of());

  private static final int MD5_DIGITS = 32;

  public NodeProperties(Map<String, String> values) {
    super(values);
  }

  /** All of them; made anew each time. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(unpacked());
  }

  /** About how many bytes these take that other nodes do not share. */
  public int memory() {
    return ownBytes();
  }

  public Optional<String> get(String uri) {
    return Optional.ofNullable(find(uri));
  }

  @Override
  public String toString() {
    return "NodeProperties" + values();
  }

  /** When the node (on cavern: its bytes) last changed. */
  public Optional<Instant> date() {
    return get(DATE).flatMap(NodeProperties::parseDate);
  }

  /** When the bytes last changed; vault only. */
  public Optional<Instant> contentDate() {
    return get(CONTENT_DATE).flatMap(NodeProperties::parseDate);
  }

  /** The MD5 as 32 lower-case hex digits, cavern's {@code md5:} prefix stripped. */
  public Optional<String> md5() {
    return get(MD5)
        .map(text -> text.strip().toLowerCase(Locale.ROOT))
        .map(text -> text.startsWith("md5:") ? text.substring(4) : text)
        .filter(NodeProperties::isMd5);
  }

  private static boolean isMd5(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.digit(c, 16) < 0 || c > 'f' || (c >= 'A' && c <= 'F')) {
        return false;
      }
    }
    return text.length() == MD5_DIGITS;
  }

  /** Bytes, for data nodes and (quota plugin) containers. */
  public Optional<Long> length() {
    return get(LENGTH).flatMap(NodeProperties::parseLong).filter(length -> length >= 0);
  }

  public Optional<Long> quota() {
    return get(QUOTA).flatMap(NodeProperties::parseLong).filter(quota -> quota >= 0);
  }

  public boolean isPublic() {
    return flag(IS_PUBLIC) || flag(PUBLIC_READ);
  }

  public boolean isLocked() {
    return flag(IS_LOCKED);
  }

  public boolean hasReadGroup() {
    return get(GROUP_READ).filter(groups -> !groups.isBlank()).isPresent();
  }

  public boolean hasWriteGroup() {
    return get(GROUP_WRITE).filter(groups -> !groups.isBlank()).isPresent();
  }

  /** True when the server said so for this caller; only asked with {@link Detail#MAX}. */
  public boolean isReadable() {
    return flag(READABLE);
  }

  /** True when the server said so for this caller; only asked with {@link Detail#MAX}. */
  public boolean isWritable() {
    return flag(WRITABLE);
  }

  /** Whether a property is there and true. */
  public boolean isTrue(String uri) {
    return flag(uri);
  }

  private boolean flag(String uri) {
    return get(uri).map(value -> value.strip().equalsIgnoreCase("true")).orElse(false);
  }

  private static Optional<Long> parseLong(String text) {
    try {
      return Optional.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Lenient: milliseconds and the {@code Z} may be missing; always UTC (protocol §5.4). */
  private static Optional<Instant> parseDate(String text) {
    String stripped = text.strip();
    String local = stripped.endsWith("Z") ? stripped.substring(0, stripped.length() - 1) : stripped;
    try {
      Instant usual = UsualDate.parse(local);
      return Optional.of(
          usual != null ? usual : LocalDateTime.parse(local).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
