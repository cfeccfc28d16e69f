package org.vosfs.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** A {@link RequestBody} in the HTTP library's terms; every write counts as progress. */
final class OutgoingEntity extends AbstractHttpEntity {
  private final RequestBody body;
  private final Watchdog.Watch watch;

  OutgoingEntity(RequestBody body, @Nullable String contentType, Watchdog.Watch watch) {
    super(contentType, null, false);
    this.body = body;
    this.watch = watch;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    body.writeTo(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            out.write(value);
            watch.progress();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            watch.progress();
          }
        });
  }

  @Override
  public long getContentLength() {
    return body.length();
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("this body is written, not read");
  }

  @Override
  public void close() {}
}
