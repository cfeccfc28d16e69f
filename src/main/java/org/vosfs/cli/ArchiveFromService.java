package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vosfs.status.CommandException;
import org.vosfs.vospace.ArchiveFormat;

/**
 * An archive that the service makes: the mount's process reads it, with the mount's credentials,
 * and hands it over by a socket of ours, so that what is written here is written with our rights.
 * For one archive.
 */
final class ArchiveFromService {
  private static final int CHUNK = 1 << 16;

  private final Asking asking;
  private final LiveLine line;
  private final Set<String> names = new HashSet<>();

  ArchiveFromService(Asking asking, LiveLine line) {
    this.asking = asking;
    this.line = line;
  }

  /**
   * Copies the archive.
   *
   * @return why the service does not make it, when nothing was written; nothing when it did
   */
  String copy(List<InMount> members, ArchiveFormat format, OutputStream out)
      throws IOException, CommandException {
    Path directory = Files.createTempDirectory("vosfs-get");
    Path socket = directory.resolve("socket");
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread copying =
          new Thread(
              () -> {
                try (SocketChannel from = listening.accept()) {
                  copy(Channels.newInputStream(from), format, out);
                } catch (java.nio.channels.AsynchronousCloseException e) {
                  return; // nothing is sent
                } catch (IOException e) {
                  failure.set(e);
                }
              },
              "vosfs-get");
      copying.start();
      JsonNode result;
      try {
        result = ask(members, format, socket);
      } catch (CommandException e) {
        IOException ours = failure.get();
        if (ours != null) {
          throw ours; // such as a full disk here
        }
        throw e;
      }
      if (result.has("unsupported")) {
        return result.path("unsupported").asText();
      }
      copying.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    } finally {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(directory);
    }
    IOException trouble = failure.get();
    if (trouble != null) {
      throw trouble;
    }
    return "";
  }

  private JsonNode ask(List<InMount> members, ArchiveFormat format, Path socket)
      throws IOException, CommandException {
    return asking.ask(
        members.get(0),
        "pack",
        Map.of(
            "paths", members.stream().map(InMount::inside).toList(),
            "format", format.name(),
            "to", socket.toString()),
        state -> line.show(Amounts.bytes(state.path("bytes").asLong()) + " of the archive"));
  }

  /** What the archive holds, without slashes at the ends. */
  Set<String> names() {
    return names;
  }

  private void copy(InputStream in, ArchiveFormat format, OutputStream out) throws IOException {
    try (ArchiveNames reading = ArchiveNames.of(format)) {
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        out.write(chunk, 0, count);
        reading.take(chunk, count);
      }
      names.addAll(reading.names());
    }
  }
}
