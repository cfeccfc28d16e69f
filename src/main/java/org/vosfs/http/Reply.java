package org.vosfs.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is still on the wire. Has to be closed; not thread-safe, except {@link
 * #abort}.
 */
public final class Reply implements AutoCloseable {
  /** Rests up to this size are read to keep the connection; a longer one costs more than a new. */
  private static final int DRAIN_LIMIT = 64 * 1024;

  /** Longest fault text kept, in bytes. */
  private static final int TEXT_LIMIT = 8 * 1024;

  private final Url url;
  private final ClassicHttpResponse response;
  private final Runnable cancel;
  private final Watchdog.Watch watch;
  private final WatchedInput body;
  private @Nullable String text;
  private boolean open = true;

  Reply(
      Url url,
      ClassicHttpResponse response,
      Runnable cancel,
      Watchdog.Watch watch,
      Throttle throttle,
      boolean progresses)
      throws IOException {
    this.url = url;
    this.response = response;
    this.cancel = cancel;
    this.watch = watch;
    HttpEntity entity = response.getEntity();
    InputStream raw = entity == null ? InputStream.nullInputStream() : entity.getContent();
    this.body = new WatchedInput(raw, watch, throttle, url.origin(), progresses);
  }

  public int status() {
    return response.getCode();
  }

  /** Where the answer came from, after redirects. */
  public Url url() {
    return url;
  }

  /** The first header of that name. */
  public Optional<String> header(String name) {
    Header header = response.getFirstHeader(name);
    return Optional.ofNullable(header).map(Header::getValue);
  }

  /** All headers of that name, as they stand. */
  public List<String> headers(String name) {
    return Arrays.stream(response.getHeaders(name)).map(Header::getValue).toList();
  }

  /** Bytes of the body as announced, or -1. */
  public long contentLength() {
    return header("Content-Length")
        .map(String::strip)
        .filter(digits -> digits.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(-1L);
  }

  public boolean isSuccess() {
    return status() >= 200 && status() < 300;
  }

  /** True for a document that no VOSpace sends: an error page of something in between. */
  public boolean isHtml() {
    return header("Content-Type").map(type -> type.strip().startsWith("text/html")).orElse(false);
  }

  /**
   * The body as it comes; a broken connection is an {@link HttpFailure}, never an early end. Must
   * not be closed: {@link #close} and {@link #abort} decide about the connection.
   */
  public InputStream body() {
    return body;
  }

  /** The beginning of the body as text; may be asked for again. Empty when it cannot be read. */
  public String text() {
    if (text == null) {
      try {
        text = new String(body.readNBytes(TEXT_LIMIT), StandardCharsets.UTF_8);
      } catch (IOException e) {
        text = "";
      }
    }
    return text;
  }

  /** Drops the connection at once, whatever is still to come. */
  public void abort() {
    if (open) {
      open = false;
      watch.close();
      cancel.run();
      closeQuietly();
    }
  }

  /** Gives the connection back when little is left to read, else drops it. */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    try {
      boolean nothing = response.getEntity() == null;
      boolean little = contentLength() - body.count() <= DRAIN_LIMIT;
      if (nothing || (little && body.readNBytes(DRAIN_LIMIT + 1).length <= DRAIN_LIMIT)) {
        open = false;
        watch.close();
        closeQuietly();
        return;
      }
    } catch (IOException e) {
      // the connection is broken: dropping it is all there is to do
    }
    abort();
  }

  private void closeQuietly() {
    try {
      response.close();
    } catch (IOException e) {
      // nobody is interested in this connection any more
    }
  }
}
