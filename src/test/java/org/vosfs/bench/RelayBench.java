package org.vosfs.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.vosfs.testing.Relay;

/** What the delaying relay itself costs: the same bytes over plain loopback and through it. */
final class RelayBench {
  private static final byte[] BUFFER = new byte[1 << 20];

  private RelayBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments("relay").with("mib", "512", "MiB to carry").parse(args);
    long bytes = (long) arguments.number("mib") << 20;
    Report report = new Report(arguments.command());
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 50, here)) {
      InetSocketAddress direct = new InetSocketAddress(here, server.getLocalPort());
      try (Relay near = Relay.to(direct);
          Relay far = Relay.to(direct)) {
        far.roundTrip(Duration.ofMillis(40));
        report
            .add(
                new Comparison("one connection", Unit.MIB_PER_SECOND)
                    .side("loopback", () -> carry(server, direct, bytes))
                    .side("relay", () -> carry(server, near.address(), bytes))
                    .side("relay, 40 ms", () -> carry(server, far.address(), bytes)))
            .run(arguments.number("repetitions"), true);
      }
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private static double carry(ServerSocket server, InetSocketAddress to, long bytes)
      throws Exception {
    try (Socket client = new Socket(to.getAddress(), to.getPort());
        Socket served = server.accept()) {
      Thread sender = new Thread(() -> send(served, bytes));
      sender.setDaemon(true);
      sender.start();
      byte[] into = new byte[1 << 20];
      return Side.rate(
          bytes,
          () -> {
            long left = bytes;
            while (left > 0) {
              left -= client.getInputStream().read(into);
            }
          });
    }
  }

  private static void send(Socket socket, long bytes) {
    try {
      for (long sent = 0; sent < bytes; sent += BUFFER.length) {
        socket.getOutputStream().write(BUFFER);
      }
    } catch (java.io.IOException e) {
      // the receiver tells
    }
  }
}
