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
 * An {@link UploadBody} on its way to the wire; its MD5 is computed in passing. A body that fails
 * or ends early breaks the request off, so that no service takes a part for the whole.
 */
final class UploadStream implements RequestBody {
  private static final int BUFFER = 128 * 1024;

  private final UploadBody body;
  private final MessageDigest digest = newMd5();

  UploadStream(UploadBody body) {
    this.body = body;
  }

  @Override
  public long length() {
    return body.length();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    digest.reset();
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, body.length()))];
    long sent = 0;
    while (sent < body.length()) {
      int most = (int) Math.min(buffer.length, body.length() - sent);
      int count = next(sent, ByteBuffer.wrap(buffer, 0, most));
      digest.update(buffer, 0, count);
      out.write(buffer, 0, count);
      sent += count;
      body.sent(sent);
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

  /** MD5 of what was sent, as 32 hex digits; meaningful once all was. May be asked once a write. */
  String md5() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
