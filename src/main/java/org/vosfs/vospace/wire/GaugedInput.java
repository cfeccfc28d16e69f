package org.vosfs.vospace.wire;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a parser may swallow between two events, so that one endless attribute or name cannot
 * fill the memory; remembers the failure of the stream below, which parsers wrap beyond
 * recognition.
 */
final class GaugedInput extends InputStream {
  private static final long MOST_BETWEEN_EVENTS = 4L << 20;

  private final InputStream in;
  private long sinceEvent;
  private @Nullable IOException failure;

  GaugedInput(InputStream in) {
    this.in = in;
  }

  void eventSeen() {
    sinceEvent = 0;
  }

  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (sinceEvent > MOST_BETWEEN_EVENTS) {
      failure = new BadXml("an endless attribute or name", null);
      throw failure;
    }
    try {
      int count = in.read(buffer, offset, length);
      sinceEvent += Math.max(count, 0);
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
