package org.vosfs.vospace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * What an earlier try of the same upload has left on the service, as given to {@link #leave}, for
   * the next one to go on from or to clear away; empty: nothing.
   */
  default Optional<String> left() {
    return Optional.empty();
  }

  /**
   * Told before something is left on the service that must not be forgotten, and (null) when it is
   * no longer there. Survives the death of the process when it returns.
   */
  default void leave(@Nullable String state) throws IOException {}

  /** False once the content has changed, so that going on with it later makes no sense. */
  default boolean isCurrent() {
    return true;
  }

  /**
   * Told the MD5 of the whole, 32 hex digits, before its last byte leaves: the answer to it may
   * never arrive.
   */
  default void allSent(String md5) throws IOException {}

  /**
   * Called when all bytes of a long transfer have arrived, before they become visible: the last
   * moment to look whether they still may.
   *
   * @throws IOException when they may not; ends the upload with {@link VospaceException.Local}
   */
  default void beforeVisible() throws IOException {}

  /** Told how many bytes are on the wire so far; for progress. */
  default void sent(long bytes) {}
}
