package org.vosfs.http;

import java.io.IOException;
import java.io.OutputStream;

/** What a request carries. May be written several times, by one thread at a time. */
public interface RequestBody {
  /** Bytes; always sent as Content-Length, never chunked (protocol §10.6). */
  long length();

  /**
   * Writes exactly {@link #length} bytes, or throws; then the connection is dropped, so that the
   * service never takes a part for the whole.
   */
  void writeTo(OutputStream out) throws IOException;

  /** A small document in memory. */
  static RequestBody of(byte[] content) {
    return new RequestBody() {
      @Override
      public long length() {
        return content.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(content);
      }
    };
  }
}
