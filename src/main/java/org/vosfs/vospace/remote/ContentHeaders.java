package org.vosfs.vospace.remote;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.Reply;
import org.vosfs.vospace.Version;

/** What the headers of a reply say about content (protocol §10.1–§10.3). */
final class ContentHeaders {
  private static final Pattern RANGE =
      Pattern.compile("bytes\\s+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes\\s+\\*/([0-9]{1,18})");

  /**
   * A {@code Content-Range}.
   *
   * @param start first byte sent
   * @param end after the last byte sent
   * @param total length of the whole
   */
  record Range(long start, long end, long total) {}

  private ContentHeaders() {}

  static Optional<Range> range(Reply reply) {
    return reply
        .header("Content-Range")
        .map(text -> RANGE.matcher(text.strip()))
        .filter(Matcher::matches)
        .map(m -> new Range(number(m, 1), number(m, 2) + 1, number(m, 3)))
        .filter(range -> range.start() < range.end() && range.end() <= range.total());
  }

  /** The length of the whole from a 416. */
  static Optional<Long> unsatisfiedTotal(Reply reply) {
    return reply
        .header("Content-Range")
        .map(text -> UNSATISFIED.matcher(text.strip()))
        .filter(Matcher::matches)
        .map(m -> number(m, 1));
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }

  /** The version of a content of {@code length} bytes in all. */
  static Version version(Reply reply, long length) {
    return new Version(
        length,
        reply.header("x-artifact-id").map(String::strip).filter(ContentHeaders::isId).orElse(null),
        date(reply, "Last-Modified"),
        md5(reply).orElse(null));
  }

  /** An id is written down beside other words, so it has to be one word. */
  private static boolean isId(String text) {
    return text.matches("[!-~]{1,200}") && !text.equals("-");
  }

  static @Nullable Instant date(Reply reply, String header) {
    try {
      return reply
          .header(header)
          .map(text -> ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME))
          .map(ZonedDateTime::toInstant)
          .orElse(null);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** From {@code Digest: md5=…}: base64 of the 16 bytes, or of their 32 hex digits (§10.2). */
  static Optional<String> md5(Reply reply) {
    return reply.header("Digest").flatMap(ContentHeaders::md5);
  }

  static Optional<String> md5(String digest) {
    for (String part : digest.split(",", -1)) {
      String text = part.strip();
      if (text.regionMatches(true, 0, "md5=", 0, 4)) {
        return decoded(text.substring(4).strip());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> decoded(String base64) {
    byte[] value;
    try {
      value = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (value.length == 16) {
      return Optional.of(HexFormat.of().formatHex(value));
    }
    String hex = new String(value, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return hex.matches("[0-9a-f]{32}") ? Optional.of(hex) : Optional.empty();
  }

  /** The header value for an MD5 given as 32 hex digits; the raw form, as servers want it. */
  static String digest(String md5) {
    return "md5=" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
  }
}
