package org.vosfs.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Pre-authorised URL tokens: a grant and its signature, deterministic as the real ones.
 * Thread-safe.
 */
final class Tokens {
  private final byte[] key;

  Tokens(byte[] key) {
    this.key = key.clone();
  }

  /** The right to read (or to write) one object on behalf of a user. */
  record Grant(String uri, boolean write, String user) {}

  String issue(Grant grant) {
    String text =
        "uri="
            + grant.uri()
            + "&gnt="
            + (grant.write() ? "WriteGrant" : "ReadGrant")
            + "&sub="
            + grant.user();
    return encode(text.getBytes(StandardCharsets.UTF_8)) + "~" + encode(sign(text));
  }

  /** The grant of a token, or null when it was not issued here. */
  @Nullable Grant verify(String token) {
    int tilde = token.indexOf('~');
    if (tilde < 0) {
      return null;
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      String text = new String(decoder.decode(token.substring(0, tilde)), StandardCharsets.UTF_8);
      byte[] signature = decoder.decode(token.substring(tilde + 1));
      int grant = text.lastIndexOf("&gnt=");
      int user = text.lastIndexOf("&sub=");
      if (!MessageDigest.isEqual(signature, sign(text)) || grant < 4 || user < grant) {
        return null;
      }
      boolean write = text.substring(grant + 5, user).equals("WriteGrant");
      return new Grant(text.substring(4, grant), write, text.substring(user + 5));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks HmacSHA256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
