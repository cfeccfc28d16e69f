package org.vosfs.fs;

import java.io.IOException;
import org.vosfs.vospace.Version;

/** The service now has other content than the one that was being read. */
final class StaleContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Version observed;

  StaleContentException(String message, Version observed) {
    super(message);
    this.observed = observed;
  }

  /** What the storage itself said it has. */
  Version observed() {
    return observed;
  }
}
