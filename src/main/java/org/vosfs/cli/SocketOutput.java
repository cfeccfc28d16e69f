package org.vosfs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;

/** Bytes for whoever listens on a Unix socket; connects with the first. For one thread. */
final class SocketOutput extends OutputStream {
  private static final long STEP = Duration.ofSeconds(1).toNanos();

  private final Path socket;
  private final Ticker ticker;
  private final Watcher watcher;
  private @Nullable SocketChannel channel;
  private long bytes;
  private long told;

  /** Hears about once a second how many bytes have gone. */
  interface Watcher {
    void sent(long bytes) throws IOException;
  }

  SocketOutput(Path socket, Ticker ticker, Watcher watcher) {
    this.socket = socket;
    this.ticker = ticker;
    this.watcher = watcher;
    this.told = ticker.read();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    SocketChannel to = channel;
    if (to == null) {
      to = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      channel = to;
    }
    ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
    while (buffer.hasRemaining()) {
      bytes += to.write(buffer);
    }
    if (ticker.read() - told >= STEP) {
      told = ticker.read();
      watcher.sent(bytes);
    }
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
