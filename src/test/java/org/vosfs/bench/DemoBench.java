package org.vosfs.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;

/**
 * How fast the embedded server is, so that it never is what another benchmark measures: the time of
 * a gigabyte in ranges of 4 MiB, of 2,000 node requests, and of a listing of 50,000. The client is
 * plain sockets in the same process.
 */
final class DemoBench {
  private static final int RANGE = 4 << 20;
  private static final int FILE = 256 << 20;
  private static final int RANGES = 1_000_000_000 / RANGE;
  private static final int NODES = 2_000;
  private static final int CHILDREN = 50_000;

  private final DemoServer server;

  private DemoBench(DemoServer server) {
    this.server = server;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments("demo").with("connections", "4", "clients at once");
    arguments.parse(args);
    int clients = arguments.number("connections");
    Report report = new Report(arguments.command());
    Path root = Files.createTempDirectory("vosfs-bench-demo");
    try (DemoServer server = DemoServer.start(DemoSettings.of(root, Profile.VAULT))) {
      DemoBench bench = new DemoBench(server);
      server.space().put("/demo/big", new byte[FILE]);
      for (int i = 0; i < CHILDREN; i++) {
        server.space().mkdirs("/demo/many/d" + i);
      }
      String object = bench.object();
      String several = clients + " connections";
      int repetitions = arguments.number("repetitions");
      report
          .add(
              new Comparison("a gigabyte in ranges of 4 MiB", Unit.SECONDS)
                  .side("1 connection", () -> bench.ranges(object, 1))
                  .side(several, () -> bench.ranges(object, clients))
                  .atMost(several, 1.0))
          .run(repetitions, true);
      report
          .add(
              new Comparison("2,000 node requests", Unit.SECONDS)
                  .side("1 connection", () -> bench.nodes(1))
                  .side(several, () -> bench.nodes(clients))
                  .atMost(several, 1.0))
          .run(repetitions, true);
      report
          .add(
              new Comparison("a listing of 50,000", Unit.SECONDS)
                  .side("1 connection", bench::listing))
          .run(repetitions, true);
    } finally {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private double ranges(String object, int clients) throws Exception {
    return Side.seconds(() -> parallel(clients, () -> ask(object, RANGES / clients, RANGE)));
  }

  private double nodes(int clients) throws Exception {
    return Side.seconds(
        () -> parallel(clients, () -> ask("/vault/nodes/demo/big", NODES / clients, 0)));
  }

  private double listing() throws Exception {
    return Side.seconds(
        () -> {
          try (Socket socket = connect()) {
            write(socket, "/vault/nodes/demo/many", "Connection: close\r\n");
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
          }
        });
  }

  private static void parallel(int clients, Callable<Long> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        results.add(pool.submit(work));
      }
      for (Future<Long> result : results) {
        result.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Where the bytes of the big file are. */
  private String object() throws IOException {
    String target = URLEncoder.encode(server.space().uri("/demo/big"), StandardCharsets.UTF_8);
    String get = URLEncoder.encode("ivo://ivoa.net/vospace/core#httpget", StandardCharsets.UTF_8);
    String query = "?TARGET=" + target + "&DIRECTION=pullFromVoSpace&PROTOCOL=" + get;
    try (Socket socket = connect()) {
      write(socket, "/vault/synctrans" + query, "");
      return URI.create(value(head(socket.getInputStream()), "location")).getRawPath();
    }
  }

  /** Asks for the same over and over; returns the bytes that came. */
  private long ask(String path, int count, int range) throws IOException {
    byte[] buffer = new byte[1 << 20];
    long total = 0;
    try (Socket socket = connect()) {
      InputStream in = socket.getInputStream();
      for (int i = 0; i < count; i++) {
        long first = (long) (i % (FILE / RANGE)) * RANGE;
        String header = "Range: bytes=" + first + "-" + (first + range - 1) + "\r\n";
        write(socket, path, range == 0 ? "" : header);
        long left = Long.parseLong(value(head(in), "content-length"));
        total += left;
        while (left > 0) {
          int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (n < 0) {
            throw new IOException("the reply ends early");
          }
          left -= n;
        }
      }
    }
    return total;
  }

  private static void write(Socket socket, String path, String headers) throws IOException {
    String text = "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no reply");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static String value(String head, String name) throws IOException {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name + " in " + head));
  }
}
