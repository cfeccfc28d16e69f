package org.vosfs.vospace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Content to upload; does not change while the upload runs, or {@link #read} throws. Called by one
 * thread at a time, possibly several times over the same bytes.
 */
public interface UploadBody {
  /** Bytes in all. */
  long length();

  /** MD5 of the whole as 32 hex digits, when already known; else it is computed on the way. */
  Optional<String> md5();

  /** Media type to store; empty leaves the choice to the service. */
  Optional<String> contentType();

  /** Content encoding to store with it (metadata only, protocol §10.1). */
  Optional<String> contentEncoding();

  /**
   * Fills {@code into} from {@code offset}, as far as it goes.
   *
   * @return bytes read, at least 1 before the end, -1 at the end
   * @throws IOException when the content is no longer to be sent; ends the upload with {@link
   *     VospaceException.Local}
   */
  int read(long offset, ByteBuffer into) throws IOException;

  /** Told how many bytes are on the wire so far; for progress. */
  default void sent(long bytes) {}
}
