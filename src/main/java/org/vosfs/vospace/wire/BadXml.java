package org.vosfs.vospace.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A document that is not what it should be: cut off, not XML, another root element, too deep. A
 * listing that the service cut off in the middle looks like this (protocol §6.1).
 */
public final class BadXml extends IOException {
  private static final long serialVersionUID = 1L;

  BadXml(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
