package org.vosfs.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/** JSON objects over a channel, one per line; with a time limit, which channels alone lack. */
final class Lines implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_LINE = 16 << 20;
  private static final int CHUNK = 8192;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).flip();

  /** Takes over the channel. */
  Lines(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    channel.configureBlocking(false);
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /** Sends one line. */
  void write(Object value, Duration limit) throws IOException {
    byte[] json = JSON.writeValueAsBytes(value);
    ByteBuffer line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    while (line.hasRemaining()) {
      if (channel.write(line) == 0) {
        await(SelectionKey.OP_WRITE, limit);
      }
    }
  }

  /**
   * The next line; empty at the end.
   *
   * @throws InterruptedIOException when nothing comes for {@code limit}
   */
  Optional<JsonNode> read(Duration limit) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (line.size() <= LONGEST_LINE) {
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b == '\n') {
          return Optional.of(JSON.readTree(line.toByteArray()));
        }
        line.write(b);
      }
      if (!fill(limit)) {
        return Optional.empty();
      }
    }
    throw new IOException("a line is longer than " + LONGEST_LINE + " bytes");
  }

  private boolean fill(Duration limit) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    while (count == 0) {
      await(SelectionKey.OP_READ, limit);
      count = channel.read(buffer);
    }
    buffer.flip();
    return count > 0;
  }

  private void await(int what, Duration limit) throws IOException {
    key.interestOps(what);
    int ready = selector.select(Math.max(1, limit.toMillis()));
    selector.selectedKeys().clear();
    if (ready == 0) {
      throw new InterruptedIOException("no answer within " + limit.toSeconds() + " s");
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
