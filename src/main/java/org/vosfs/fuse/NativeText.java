package org.vosfs.fuse;

import java.nio.charset.StandardCharsets;

/** A C string. Not thread-safe. */
final class NativeText implements AutoCloseable {
  private final long address;

  NativeText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    this.address = NativeMemory.allocate(bytes.length + 1L);
    NativeMemory.putText(address, bytes);
  }

  /** The text of a C string that somebody else owns. */
  static String read(long address) {
    return new String(NativeMemory.text(address), StandardCharsets.UTF_8);
  }

  long address() {
    return address;
  }

  @Override
  public void close() {
    NativeMemory.free(address);
  }
}
