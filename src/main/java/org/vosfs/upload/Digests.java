package org.vosfs.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vosfs.vospace.UploadBody;

/** MD5 as VOSpace wants it: 32 lower-case hex digits. */
final class Digests {
  private static final int CHUNK = 256 * 1024;

  private Digests() {}

  /** Reads a whole body; throws when the body does. */
  static String md5(UploadBody body) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = 0; at < body.length(); ) {
      chunk.clear();
      at += body.read(at, chunk);
      digest.update(chunk.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
