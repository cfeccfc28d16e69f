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
  private final Throttle throttle;

  OutgoingEntity(
      RequestBody body, @Nullable String contentType, Watchdog.Watch watch, Throttle throttle) {
    super(contentType, null, false);
    this.body = body;
    this.watch = watch;
    this.throttle = throttle;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    body.writeTo(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throttle.take(1);
            out.write(value);
            watch.progress();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
              int step = throttle.step(length - done);
              throttle.take(step);
              out.write(bytes, offset + done, step);
              watch.progress();
              done += step;
            }
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
