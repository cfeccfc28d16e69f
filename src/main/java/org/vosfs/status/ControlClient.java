package org.vosfs.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks a running mount over its control socket. Stateless and thread-safe. */
public final class ControlClient {
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

  private final Path socket;

  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /** Whether a process listens there. */
  public static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks and waits for the result.
   *
   * @param arguments further fields of the request
   * @param progress sees each progress line
   * @param silence how long the mount may say nothing at all
   * @return the result; empty when no process listens, in which case a stale socket is removed
   * @throws CommandException when the mount refuses or fails
   * @throws IOException when the connection breaks or nothing comes for too long
   */
  public Optional<JsonNode> ask(
      String request, Map<String, Object> arguments, Consumer<JsonNode> progress, Duration silence)
      throws CommandException, IOException {
    Optional<SocketChannel> channel = connect();
    if (channel.isEmpty()) {
      return Optional.empty();
    }
    try (Lines lines = new Lines(channel.get())) {
      Map<String, Object> line = new LinkedHashMap<>(arguments);
      line.put("request", request);
      lines.write(line, WRITE_LIMIT);
      while (true) {
        JsonNode reply =
            lines.read(silence).orElseThrow(() -> new IOException("the mount ended meanwhile"));
        if (reply.has("result")) {
          return Optional.of(reply.get("result"));
        }
        if (reply.has("error")) {
          throw new CommandException(reply.get("error").asText());
        }
        progress.accept(reply.path("progress"));
      }
    }
  }

  private Optional<SocketChannel> connect() throws IOException {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (ConnectException e) {
      Files.deleteIfExists(socket); // nobody listens: its process is dead
      return Optional.empty();
    }
  }
}
