package org.vosfs.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes XML text to a stream through a buffer of its own; ASCII is copied without encoder. */
final class XmlOut implements AutoCloseable {
  private final OutputStream out;
  private final byte[] buffer = new byte[32 << 10];
  private int used;

  XmlOut(OutputStream out) {
    this.out = out;
  }

  /** Markup or text that needs no escaping. */
  XmlOut raw(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        bytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
        return this;
      }
      put(c);
    }
    return this;
  }

  /** Text or attribute value. */
  XmlOut text(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> raw("&amp;");
        case '<' -> raw("&lt;");
        case '>' -> raw("&gt;");
        case '"' -> raw("&quot;");
        case '\r' -> raw("&#xD;");
        default -> {
          if (c >= 128) {
            int end = text.offsetByCodePoints(i, 1);
            bytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
            i = end - 1;
          } else {
            put(c);
          }
        }
      }
    }
    return this;
  }

  private void bytes(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      put(b);
    }
  }

  private void put(int b) throws IOException {
    if (used == buffer.length) {
      out.write(buffer, 0, used);
      used = 0;
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public void close() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
    out.close();
  }
}
