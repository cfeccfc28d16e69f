package org.vosfs.fs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Any bytes as text that every service keeps as it is. Text that is safe stays as it is, so that
 * other clients can read it; everything else is {@link #MARK} and base64 (RFC 4648 §5, without
 * padding). Not safe are what services cut, double, trim or die of (protocol §21.1), control
 * characters, and what is no UTF-8.
 */
final class PropertyText {
  static final String MARK = "vosfs-base64url:";

  /** A request of 32 KiB is refused by vault; this leaves room for the rest of it. */
  static final int MOST_BYTES = 24 << 10;

  private PropertyText() {}

  /**
   * The text to send.
   *
   * @throws FsException VALUE_TOO_BIG
   */
  static String of(byte[] value) throws FsException {
    String text = encoded(value);
    if (sent(text) > MOST_BYTES) {
      throw new FsException(
          Reason.VALUE_TOO_BIG, "services keep no value of " + value.length + " bytes");
    }
    return text;
  }

  private static String encoded(byte[] value) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      if (isSafe(text) && !text.startsWith(MARK)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // no text: encoded like everything that is not safe
    }
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  /** The bytes that a text stands for; what others wrote is taken as it is. */
  static byte[] bytes(String text) {
    if (text.startsWith(MARK)) {
      try {
        return Base64.getUrlDecoder().decode(text.substring(MARK.length()));
      } catch (IllegalArgumentException e) {
        // somebody's text that happens to begin so
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether every service keeps that text as it is. */
  static boolean isSafe(String text) {
    return !text.isEmpty()
        && text.equals(text.strip())
        && text.codePoints().allMatch(PropertyText::isSafe);
  }

  private static boolean isSafe(int point) {
    return !Character.isISOControl(point)
        && (point & 0xFFFE) != 0xFFFE
        && "\"\\{}".indexOf(point) < 0;
  }

  /** Bytes in a request, where XML needs more for some characters. */
  private static long sent(String text) {
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes + 4 * text.chars().filter(c -> c == '&' || c == '<' || c == '>').count();
  }
}
