package org.vosfs.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests on a mount's control socket. Thread-safe. */
public final class ControlServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
  private static final int CONNECTIONS = 32;
  private static final int CLOSE_SECONDS = 5;
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

  private final Path socket;
  private final Map<String, Command> commands;
  private final ThreadFactory threads;
  private final ServerSocketChannel channel;
  private final Semaphore connections = new Semaphore(CONNECTIONS);

  private ControlServer(
      Path socket,
      Map<String, Command> commands,
      ThreadFactory threads,
      ServerSocketChannel channel) {
    this.socket = socket;
    this.commands = Map.copyOf(commands);
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Begins to answer. A socket left behind by a dead process is replaced.
   *
   * @param commands by the name a request carries
   * @param threads one for accepting and one per connection; daemon threads
   * @throws IOException when the socket cannot be made, or a live process answers on it
   */
  public static ControlServer start(
      Path socket, Map<String, Command> commands, ThreadFactory threads) throws IOException {
    if (Files.exists(socket)) {
      if (ControlClient.answers(socket)) {
        throw new IOException("another process answers on " + socket);
      }
      Files.deleteIfExists(socket);
    }
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    ControlServer server = new ControlServer(socket, commands, threads, channel);
    server.spawn("vosfs-control", server::accept);
    return server;
  }

  private void spawn(String name, Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName(name);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel connection = channel.accept();
        if (connections.tryAcquire()) {
          spawn("vosfs-control-request", () -> serve(connection));
        } else {
          connection.close();
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.warn("control socket {}: {}", socket, e.getMessage());
        return;
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (Lines lines = new Lines(connection)) {
      Optional<JsonNode> request = lines.read(REQUEST_LIMIT);
      if (request.isPresent()) {
        lines.write(answer(request.get(), lines), WRITE_LIMIT);
      }
    } catch (IOException e) {
      log.debug("control connection ended: {}", e.getMessage());
    } finally {
      connections.release();
    }
  }

  private Map<String, Object> answer(JsonNode request, Lines lines) throws IOException {
    String name = request.path("request").asText();
    Command command = commands.get(name);
    if (command == null) {
      return Map.of("error", "this mount does not know the request '" + name + "'");
    }
    try {
      return Map.of(
          "result",
          command.run(request, state -> lines.write(Map.of("progress", state), WRITE_LIMIT)));
    } catch (CommandException e) {
      return Map.of("error", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error("control request {} failed", name, e);
      return Map.of("error", "request " + name + " failed: " + e);
    }
  }

  /** Stops listening, lets requests under way finish for a moment, removes the socket. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(socket);
    try {
      if (!connections.tryAcquire(CONNECTIONS, CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.debug("control requests are still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
