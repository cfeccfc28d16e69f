package org.vosfs.demo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Request body: counts, and drops the connection where a fault says so. */
final class CountedInput extends FilterInputStream {
  private final RequestLog.Entry entry;
  private final long cut;
  private long count;

  CountedInput(InputStream in, RequestLog.Entry entry, long cut) {
    super(in);
    this.entry = entry;
    this.cut = cut;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    int allowed = cut < 0 ? len : (int) Math.min(len, cut - count);
    if (allowed <= 0 && len > 0) {
      throw new Exchange.Dropped("upload cut after " + count + " bytes");
    }
    int n = super.read(b, off, allowed);
    if (n > 0) {
      count += n;
      entry.bytesIn(count);
    }
    return n;
  }
}
