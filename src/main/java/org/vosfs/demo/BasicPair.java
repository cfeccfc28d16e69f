package org.vosfs.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Name and password as HTTP Basic carries them (RFC 7617). */
final class BasicPair {
  private static final String[] NONE = {};

  private BasicPair() {}

  /** Name and password of an {@code Authorization} header; nothing when it holds none. */
  static String[] of(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return NONE;
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(6).trim());
      String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
      return parts.length == 2 ? parts : NONE;
    } catch (IllegalArgumentException e) {
      return NONE;
    }
  }
}
