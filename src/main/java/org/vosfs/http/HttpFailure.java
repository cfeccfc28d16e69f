package org.vosfs.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No usable reply. The message is one line without credentials and without the URL's path. */
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is known of the request's fate. */
  public enum Kind {
    /** No connection: nothing was sent. */
    UNREACHABLE,
    /** The connection broke; the service may or may not have acted. */
    LOST,
    /** No (further) answer in time; the service may or may not have acted. */
    TIMED_OUT,
    /** The reply pointed somewhere it must not: plain http, nonsense, in circles. */
    BAD_REDIRECT,
    /** The credential could not be read; nothing was sent. */
    CREDENTIAL,
    /** Our own side gave up: body source failed, thread interrupted, client closed. */
    LOCAL
  }

  private final Kind kind;
  private final transient @Nullable Origin origin;

  public HttpFailure(
      Kind kind, @Nullable Origin origin, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.origin = origin;
  }

  public Kind kind() {
    return kind;
  }

  /** Who did not answer; null when nobody was asked. */
  public @Nullable Origin origin() {
    return origin;
  }
}
