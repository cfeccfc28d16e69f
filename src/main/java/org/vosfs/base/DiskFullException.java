package org.vosfs.base;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** The local disk, or the local user's share of it, has no room left. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Hands back {@code failure} itself, or a {@link DiskFullException} caused by it when it says in
   * the JDK's words that the disk is full. The JDK keeps the errno only as the text of strerror, so
   * the text is all there is to go by.
   */
  public static IOException explain(IOException failure) {
    if (failure instanceof DiskFullException) {
      return failure;
    }
    String text = failure instanceof FileSystemException fs ? fs.getReason() : failure.getMessage();
    if (text != null
        && (text.contains("No space left on device") || text.contains("Disk quota exceeded"))) {
      return new DiskFullException("the local disk is full: " + failure.getMessage(), failure);
    }
    return failure;
  }
}
