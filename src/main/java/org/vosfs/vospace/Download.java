package org.vosfs.vospace;

/**
 * Access to one file's bytes. Thread-safe: several reads may run at once, each on its own
 * connection. Endpoints are renegotiated and failed over inside (protocol §9.5, §12.2).
 */
public interface Download extends AutoCloseable {
  /**
   * Streams bytes to {@code sink} on the calling thread, from one content only.
   *
   * <p>Asks for {@code length} bytes at {@code offset}; a service without ranges sends the whole
   * file from byte 0 instead, which {@link ContentSink#begin} is told. Ends when the range, or the
   * file, is through, or the sink has enough. A connection lost on the way is resumed from the byte
   * reached, as long as the content is still the same.
   *
   * @param offset first byte wanted
   * @param length bytes wanted, at least 1
   * @throws VospaceException.NotFound when the file is gone
   * @throws VospaceException.Corrupt when the content changed between two connections
   */
  void read(long offset, long length, ContentSink sink) throws VospaceException;

  @Override
  void close();
}
