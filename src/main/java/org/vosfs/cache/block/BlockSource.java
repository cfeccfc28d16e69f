package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a cached file's missing bytes come from. Thread-safe. */
public interface BlockSource {
  /**
   * Streams bytes to {@code sink} on the calling thread: the wanted range, or the whole content
   * from byte 0 when ranges cannot be had. All bytes belong to the content the cached file is for;
   * the source throws rather than hand over others.
   *
   * @param offset first byte wanted
   * @param length bytes wanted, at least 1
   */
  void fetch(long offset, long length, Sink sink) throws IOException;

  /** Takes what a source brings; called by one thread at a time. */
  interface Sink {
    /** Says where the bytes that follow begin; false: no longer wanted. */
    boolean begin(long offset) throws IOException;

    /** The next bytes, valid during the call only; false: enough. */
    boolean bytes(ByteBuffer buffer) throws IOException;
  }
}
