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

  long address() {
    return address;
  }

  @Override
  public void close() {
    NativeMemory.free(address);
  }
}
