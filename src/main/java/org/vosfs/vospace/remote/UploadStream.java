package org.vosfs.vospace.remote;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vosfs.http.RequestBody;
import org.vosfs.http.SourceFailure;
import org.vosfs.vospace.UploadBody;

/**
 * An {@link UploadBody}, or a segment of one, on its way to the wire; the MD5 of all up to its end
 * is computed in passing. A body that fails or ends early breaks the request off, so that no
 * service takes a part for the whole.
 */
final class UploadStream implements RequestBody {
  private static final int BUFFER = 128 * 1024;

  private final UploadBody body;
  private final long start;
  private final long length;
  private final MessageDigest before;
  private MessageDigest digest;

  UploadStream(UploadBody body) {
    this(body, 0, body.length(), newMd5());
  }

  /**
   * A segment.
   *
   * @param before the state of the MD5 at {@code start}; not changed
   */
  UploadStream(UploadBody body, long start, long length, MessageDigest before) {
    this.body = body;
    this.start = start;
    this.length = length;
    this.before = before;
    this.digest = before;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    digest = Prefix.copy(before);
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, length))];
    long sent = 0;
    while (sent < length) {
      int most = (int) Math.min(buffer.length, length - sent);
      int count = next(start + sent, ByteBuffer.wrap(buffer, 0, most));
      digest.update(buffer, 0, count);
      if (start + sent + count == body.length()) {
        allSent();
      }
      out.write(buffer, 0, count);
      sent += count;
      body.sent(start + sent);
    }
  }

  private void allSent() throws SourceFailure {
    try {
      body.allSent(md5());
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private int next(long offset, ByteBuffer into) throws IOException {
    int count;
    try {
      count = body.read(offset, into);
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
    if (count < 1) {
      throw new SourceFailure(
          new EOFException("the content ends at byte " + offset + " of " + body.length()));
    }
    return count;
  }

  /** MD5 of all up to the end of what was sent, as 32 hex digits; meaningful once all was. */
  String md5() {
    return HexFormat.of().formatHex(Prefix.copy(digest).digest());
  }

  /** The state of that MD5. */
  MessageDigest digest() {
    return digest;
  }

  static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
