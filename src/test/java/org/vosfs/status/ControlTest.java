package org.vosfs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ThreadFactory THREADS =
      work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
      };

  @TempDir Path place;
  private RuntimeDirectory directory;
  private Path socket;

  @BeforeEach
  void prepare() throws IOException {
    directory = new RuntimeDirectory(place.resolve("run"));
    directory.create();
    socket = directory.socket(Path.of("/home/ana/vos"));
  }

  private ControlServer start(Map<String, Command> commands) throws IOException {
    return ControlServer.start(socket, commands, THREADS);
  }

  @Test
  void rootWithoutASayInRunKeepsItsSocketsWhereUsersDo() throws Exception {
    Path state = place.resolve("state");
    Path socket = RuntimeDirectory.standard(true, Map.of(), state, place).socket(Path.of("/m"));
    assertThat(socket).hasParentRaw(place.resolve("vosfs"));
    Path none = place.resolve("none");
    assertThat(RuntimeDirectory.standard(true, Map.of(), state, none).socket(Path.of("/m")))
        .hasParentRaw(state.resolve("run"));
    Map<String, String> session = Map.of("XDG_RUNTIME_DIR", "/user");
    assertThat(RuntimeDirectory.standard(true, session, state, none).socket(Path.of("/m")))
        .hasParentRaw(Path.of("/user/vosfs"));
  }

  @Test
  void progressAndResultReachTheAsker() throws Exception {
    Command count =
        (request, progress) -> {
          for (int i = 0; i < request.path("to").asInt(); i++) {
            progress.tell(Map.of("at", i));
          }
          return Map.of("name", "é\n");
        };
    List<Integer> seen = new ArrayList<>();
    try (ControlServer server = start(Map.of("count", count))) {
      assertThat(
              new ControlClient(socket)
                  .ask("count", Map.of("to", 3), p -> seen.add(p.path("at").asInt()), LIMIT))
          .hasValueSatisfying(r -> assertThat(r.path("name").asText()).isEqualTo("é\n"));
      assertThat(seen).containsExactly(0, 1, 2);
    }
  }

  @Test
  void aBigResultArrivesWhole() throws Exception {
    String big = "x".repeat(3_000_000);
    try (ControlServer server = start(Map.of("big", (request, progress) -> big))) {
      assertThat(
              new ControlClient(socket).ask("big", Map.of(), p -> {}, LIMIT).orElseThrow().asText())
          .isEqualTo(big);
    }
  }

  @Test
  void refusalsBugsAndUnknownRequestsAreToldAndTheServerGoesOn() throws Exception {
    Command refuse =
        (request, progress) -> {
          throw new CommandException("not now");
        };
    Command bug =
        (request, progress) -> {
          throw new IllegalStateException("bug");
        };
    try (ControlServer server = start(Map.of("refuse", refuse, "bug", bug))) {
      ControlClient client = new ControlClient(socket);
      assertThatThrownBy(() -> client.ask("refuse", Map.of(), p -> {}, LIMIT))
          .isInstanceOf(CommandException.class)
          .hasMessage("not now");
      assertThatThrownBy(() -> client.ask("bug", Map.of(), p -> {}, LIMIT))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("bug");
      assertThatThrownBy(() -> client.ask("later", Map.of(), p -> {}, LIMIT))
          .hasMessageContaining("does not know the request 'later'");
    }
  }

  @Test
  void onlyTheOwnerMayConnect() throws Exception {
    try (ControlServer server = start(Map.of())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(() -> directory.create()).hasMessageContaining("may be entered by others");
  }

  @Test
  void aSocketLeftByADeadProcessIsReplacedAndRemoved() throws Exception {
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket));
    dead.close();
    assertThat(directory.sockets()).containsExactly(socket);
    assertThat(new ControlClient(socket).ask("ping", Map.of(), p -> {}, LIMIT)).isEmpty();
    assertThat(directory.sockets()).isEmpty();

    try (ControlServer server = start(Map.of())) {
      assertThatThrownBy(() -> start(Map.of())).hasMessageContaining("another process answers");
    }
    assertThat(directory.sockets()).isEmpty();
  }

  @Test
  void silenceEndsAfterTheLimit() throws Exception {
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(
              () ->
                  new ControlClient(socket).ask("status", Map.of(), p -> {}, Duration.ofMillis(20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no answer");
    }
  }

  @Test
  void thePlaceDependsOnTheUserAndItsSession() throws IOException {
    Path state = Path.of("/home/ana/.local/state/vosfs");
    Path mount = Path.of("/m");
    assertThat(
            RuntimeDirectory.standard(true, Map.of("XDG_RUNTIME_DIR", "/x"), state)
                .socket(mount)
                .getParent())
        .isEqualTo(Path.of("/run/vosfs"));
    assertThat(
            RuntimeDirectory.standard(false, Map.of("XDG_RUNTIME_DIR", "/run/user/7"), state)
                .socket(mount)
                .getParent())
        .isEqualTo(Path.of("/run/user/7/vosfs"));
    assertThat(RuntimeDirectory.standard(false, Map.of(), state).socket(mount).getParent())
        .isEqualTo(state.resolve("run"));
    assertThatThrownBy(() -> new RuntimeDirectory(Path.of("/" + "d".repeat(100))).socket(mount))
        .hasMessageContaining("too long");
  }
}
