package org.vosfs.upload;

import java.io.IOException;

/** The running upload is no longer wanted: changed, renamed, removed, or the mount ends. */
final class UploadEnded extends IOException {
  private static final long serialVersionUID = 1L;

  UploadEnded(String message) {
    super(message);
  }
}
