package org.vosfs.vospace;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Which node names can be sent to a service without reaching another node or none (protocol §2.2,
 * §20, §21).
 */
public final class ServiceNames {
  /** Longest name in UTF-8 bytes that every service keeps. */
  public static final int MAX_BYTES = 255;

  private static final String MANGLED = " \"<>[]{}|\\^`#?%/";

  private ServiceNames() {}

  /**
   * True when {@code name} reaches the node it names: no character the services cut at, decode
   * twice or fail on, already in NFC, neither {@code .} nor {@code ..}, at most 255 bytes.
   */
  public static boolean isLegal(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.codePoints().noneMatch(ServiceNames::isMangled)
        && Normalizer.isNormalized(name, Normalizer.Form.NFC)
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /** True for a character that no name sent to a service may hold. */
  public static boolean isMangled(int codePoint) {
    return MANGLED.indexOf(codePoint) >= 0
        || Character.isISOControl(codePoint)
        || Character.isSpaceChar(codePoint)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
        || codePoint == 0xFFFD
        || codePoint == 0xFFFE
        || codePoint == 0xFFFF
        || codePoint == 0xFEFF;
  }
}
