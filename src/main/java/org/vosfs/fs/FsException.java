package org.vosfs.fs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation failed for a known {@link Reason}. The message is one line for the log. Carries no
 * stack trace unless it has a cause: most are plain answers ("no such file"), made by the million.
 */
public final class FsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public FsException(Reason reason, String message) {
    this(reason, message, null);
  }

  public FsException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** No trace: the reason and the message say all there is to say. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
