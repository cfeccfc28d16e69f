package org.vosfs.vospace.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.vosfs.vospace.UploadBody;

/** The beginning of a body and its MD5, as far as they have been gone through. */
final class Prefix {
  private static final int BUFFER = 256 * 1024;

  private final UploadBody body;
  private MessageDigest digest = UploadStream.newMd5();
  private long length;

  Prefix(UploadBody body) {
    this.body = body;
  }

  long length() {
    return length;
  }

  /** MD5 so far, as 32 hex digits. */
  String md5() {
    return HexFormat.of().formatHex(copy(digest).digest());
  }

  /** Moves the end to {@code to}, reading from the body what is between, or all anew. */
  void moveTo(long to) throws IOException {
    if (to < length) {
      digest = UploadStream.newMd5();
      length = 0;
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(1, to - length)));
    while (length < to) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - length));
      int count = body.read(length, buffer);
      if (count < 1) {
        throw new IOException("the content ends at byte " + length + " of " + body.length());
      }
      digest.update(buffer.flip());
      length += count;
    }
  }

  /** The next {@code count} bytes on their way to the wire. */
  UploadStream segment(long count) {
    return new UploadStream(body, length, count, digest);
  }

  /** The segment has arrived: the end moves behind it. */
  void take(UploadStream segment) {
    digest = segment.digest();
    length += segment.length();
  }

  static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("MD5 of this Java cannot be copied", e);
    }
  }
}
