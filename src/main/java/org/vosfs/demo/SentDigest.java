package org.vosfs.demo;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The Digest header of an upload, refused as the services refuse what they do not like. */
final class SentDigest {
  private SentDigest() {}

  /** The hex MD5 that the client announced, or null without header. */
  static @Nullable String md5(@Nullable String header, boolean strict) throws Refusal {
    if (header == null) {
      return null;
    }
    int eq = header.indexOf('=');
    String algorithm = eq < 0 ? header : header.substring(0, eq);
    if (!algorithm.equalsIgnoreCase("md5")) {
      if (strict) {
        throw Refusal.unexpected("failed to create MessageDigestAPI: " + algorithm);
      }
      return null;
    }
    byte[] value;
    try {
      value = Base64.getDecoder().decode(header.substring(eq + 1).trim());
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("Invalid MD5 checksum: " + header);
    }
    String hex = Hex.of(value);
    if (hex.length() != 32) {
      throw Refusal.badRequest(
          "Invalid MD5 checksum, expected 32 chars, found " + hex.length() + " in " + hex);
    }
    return hex;
  }
}
