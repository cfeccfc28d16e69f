package org.vosfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private ServerSocket echo;
  private Relay relay;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, HERE);
    Relay.thread("echo", this::serve);
    relay = Relay.to(new java.net.InetSocketAddress(HERE, echo.getLocalPort()));
  }

  private void serve() {
    while (true) {
      try {
        Socket socket = echo.accept();
        Relay.thread("echo-one", () -> copy(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void copy(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // a test cut it
    }
  }

  @AfterEach
  void end() throws IOException {
    relay.close();
    echo.close();
  }

  private Socket connect() throws IOException {
    return new Socket(HERE, relay.address().getPort());
  }

  private static byte[] exchange(Socket socket, byte[] bytes) throws IOException {
    Relay.thread(
        "send",
        () -> {
          try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
          } catch (IOException e) {
            // the reader sees it
          }
        });
    return socket.getInputStream().readAllBytes();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void carriesBytesBothWaysAndTheEndOfEach() throws IOException {
    byte[] sent = random(3_000_000);
    try (Socket socket = connect()) {
      assertThat(exchange(socket, sent)).isEqualTo(sent);
    }
    assertThat(relay.bytesToServer()).isEqualTo(sent.length);
    assertThat(relay.bytesToClient()).isEqualTo(sent.length);
    assertThat(relay.connections()).isEqualTo(1);
  }

  @Test
  void aDelayIsAddedOncePerWayAndOnceMoreForConnecting() throws IOException {
    relay.delay(Duration.ofMillis(40), Duration.ofMillis(20));
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      socket.getOutputStream().write(1);
      socket.getInputStream().read();
      long first = System.nanoTime();
      socket.getOutputStream().write(1);
      socket.getInputStream().read();
      long second = System.nanoTime();
      assertThat(Duration.ofNanos(first - start)).isGreaterThanOrEqualTo(Duration.ofMillis(115));
      assertThat(Duration.ofNanos(second - first)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }
  }

  @Test
  void aDelayCostsNoBandwidth() throws IOException {
    relay.delay(Duration.ofMillis(100), Duration.ofMillis(100));
    byte[] sent = random(8 << 20);
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      assertThat(exchange(socket, sent)).isEqualTo(sent);
      // Each 256 KiB waiting for its own delay would take 6 s.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aRateIsKept() throws IOException {
    relay.rate(4 << 20);
    byte[] sent = random(2 << 20);
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      assertThat(exchange(socket, sent)).isEqualTo(sent);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(490));
    }
  }

  @Test
  void cutsAfterSoManyBytes() throws IOException {
    relay.cutAfterBytes(1 << 20);
    try (Socket socket = connect()) {
      assertThatThrownBy(() -> exchange(socket, random(4 << 20))).isInstanceOf(IOException.class);
    }
    assertThat(relay.bytesToClient()).isBetween(1L << 20, (1L << 20) + (256 << 10));
  }

  @Test
  void cutsByAge() throws IOException {
    relay.cutAfter(Duration.ofNanos(1));
    try (Socket socket = connect()) {
      assertThatThrownBy(
              () -> {
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                while (true) {
                  out.write(1);
                  if (in.read() < 0) {
                    throw new IOException("ended");
                  }
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void stallsAndGoesOn() throws IOException {
    try (Socket socket = connect()) {
      relay.stall(true);
      socket.setSoTimeout(200);
      socket.getOutputStream().write(7);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      relay.stall(false);
      socket.setSoTimeout(0);
      assertThat(new DataInputStream(socket.getInputStream()).readByte()).isEqualTo((byte) 7);
    }
  }

  @Test
  void refusesNewConnectionsOnly() throws IOException {
    try (Socket old = connect()) {
      old.getOutputStream().write(1);
      assertThat(old.getInputStream().read()).isEqualTo(1);
      relay.refuse(true);
      try (Socket socket = connect()) {
        assertThatThrownBy(
                () -> {
                  if (socket.getInputStream().read() < 0) {
                    throw new IOException("ended");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      old.getOutputStream().write(2);
      assertThat(old.getInputStream().read()).isEqualTo(2);
    }
  }
}
