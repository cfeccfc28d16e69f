package org.vosfs.fuse;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket, which Java by itself cannot: this is how a service tells
 * systemd about itself (sd_notify(3)). Nothing is forked. Immutable and thread-safe; keeps nothing
 * open.
 */
public final class NotifySocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int FAMILY_BYTES = 2;

  /** Room in {@code struct sockaddr_un} for the path and its NUL. */
  private static final int PATH_BYTES = 108;

  private static final CallContext SOCKET =
      NativeFunction.signature(Type.SINT, Type.SINT, Type.SINT, Type.SINT);
  private static final CallContext SEND =
      NativeFunction.signature(
          Type.SLONG, Type.SINT, Type.POINTER, Type.ULONG, Type.SINT, Type.POINTER, Type.UINT);
  private static final CallContext CLOSE = NativeFunction.signature(Type.SINT, Type.SINT);

  private final byte[] address;

  /**
   * A socket that somebody else listens on.
   *
   * @param address a path, or {@code @NAME} for one without a file
   * @throws IOException when it is neither, or too long
   */
  public NotifySocket(String address) throws IOException {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    boolean named = address.startsWith("/");
    if (!named && !address.startsWith("@")) {
      throw new IOException("'" + address + "' is not the address of a Unix socket");
    }
    if (name.length >= PATH_BYTES) {
      throw new IOException("the address of the socket is too long: " + address);
    }
    this.address = new byte[FAMILY_BYTES + name.length + (named ? 1 : 0)];
    this.address[0] = AF_UNIX; // both processors that we run on have the low byte first
    System.arraycopy(name, 0, this.address, FAMILY_BYTES, name.length);
    if (!named) {
      this.address[FAMILY_BYTES] = 0;
    }
  }

  /**
   * Sends one datagram; waits while the receiver's queue is full.
   *
   * @throws IOException when nobody listens
   */
  public void send(String text) throws IOException {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    int descriptor = (int) function("socket", SOCKET).call(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    if (descriptor < 0) {
      throw new IOException("no socket can be made");
    }
    long memory = NativeMemory.allocate(address.length + message.length + 1L);
    try {
      NativeMemory.view(memory, address.length).put(address);
      NativeMemory.view(memory + address.length, message.length).put(message);
      long sent =
          function("sendto", SEND)
              .call(
                  descriptor,
                  memory + address.length,
                  message.length,
                  MSG_NOSIGNAL,
                  memory,
                  address.length);
      if (sent != message.length) {
        throw new IOException("nobody listens on the socket for notices");
      }
    } finally {
      NativeMemory.free(memory);
      long unused = function("close", CLOSE).call(descriptor);
    }
  }

  private static NativeFunction function(String name, CallContext signature) throws IOException {
    long at = Library.getDefault().getSymbolAddress(name);
    if (at == 0) {
      throw new IOException("the C library has no " + name);
    }
    return new NativeFunction(at, signature);
  }
}
