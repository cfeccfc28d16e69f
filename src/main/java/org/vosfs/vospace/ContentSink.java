package org.vosfs.vospace;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of one {@link Download#read}; called by one thread at a time. */
public interface ContentSink {
  /**
   * Called once, before any byte.
   *
   * @param version what the reply says of the content: total length, digest, artifact id, date
   * @param offset where the bytes that follow begin; 0 when the service ignored the range
   * @return false to take nothing at all
   */
  boolean begin(Version version, long offset) throws IOException;

  /**
   * The next bytes; the buffer is only valid during the call.
   *
   * @return false when enough has been taken; the connection is then dropped or reused as is
   *     cheaper
   */
  boolean bytes(ByteBuffer buffer) throws IOException;
}
