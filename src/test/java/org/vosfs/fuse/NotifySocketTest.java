package org.vosfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receiver is Python, since Java has no datagram sockets of that kind. */
class NotifySocketTest {
  private static final String RECEIVER =
      """
      import socket, sys
      name = sys.argv[1]
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind("\\0" + name[1:] if name[0] == "@" else name)
      print("bound", flush=True)
      for _ in range(2):
          print(repr(s.recv(4096).decode()), flush=True)
      """;

  @TempDir Path directory;

  @Test
  void everyMessageIsOneDatagram() throws Exception {
    received(directory.resolve("socket").toString());
  }

  @Test
  void aNameWithoutAFileIsReachedToo() throws Exception {
    received("@vosfs-test-" + ProcessHandle.current().pid());
  }

  private static void received(String address) throws Exception {
    Process receiver =
        new ProcessBuilder("python3", "-c", RECEIVER, address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("bound");
      NotifySocket socket = new NotifySocket(address);
      socket.send("READY=1\nSTATUS=on /mnt/é");
      socket.send("WATCHDOG=1");
      assertThat(List.of(lines.readLine(), lines.readLine()))
          .containsExactly("'READY=1\\nSTATUS=on /mnt/é'", "'WATCHDOG=1'");
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  @Test
  void whenNobodyListensThatIsAnError() throws IOException {
    NotifySocket socket = new NotifySocket(directory.resolve("nobody").toString());
    assertThatThrownBy(() -> socket.send("READY=1")).isInstanceOf(IOException.class);
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new NotifySocket("vsock:2:1")).hasMessageContaining("vsock:2:1");
    assertThatThrownBy(() -> new NotifySocket("/" + "x".repeat(107))).hasMessageContaining("long");
  }
}
