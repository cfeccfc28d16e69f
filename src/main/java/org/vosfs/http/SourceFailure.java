package org.vosfs.http;

import java.io.IOException;

/** A {@link RequestBody} could not deliver what it announced; the cause says why. */
public final class SourceFailure extends IOException {
  private static final long serialVersionUID = 1L;

  public SourceFailure(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
