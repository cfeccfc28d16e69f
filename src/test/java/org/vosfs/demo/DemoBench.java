package org.vosfs.demo;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the demo server with plain sockets as client, so that the client costs as little as
 * possible: {@code java -cp target/classes:target/test-classes:... org.vosfs.demo.DemoBench}.
 */
final class DemoBench {
  private DemoBench() {}

  public static void main(String[] args) throws Exception {
    Path root = Files.createTempDirectory("demo-bench");
    try (DemoServer server = DemoServer.start(DemoSettings.of(root, Profile.VAULT))) {
      server.space().put("/demo/big", new byte[256 << 20]);
      for (int i = 0; i < 50_000; i++) {
        server.space().mkdirs("/demo/many/d" + i);
      }
      String endpoint = endpoint(server);
      for (int threads : new int[] {1, 2, 4}) {
        ranges(server, endpoint, threads, 4 << 20, 128);
        double rate = ranges(server, endpoint, threads, 4 << 20, 512);
        System.out.printf("ranged reads of 4 MiB, %d connections: %.0f MB/s%n", threads, rate);
      }
      for (int threads : new int[] {1, 4}) {
        nodes(server, threads, 2_000);
        System.out.printf(
            "node GET, %d connections: %.0f requests/s%n", threads, nodes(server, threads, 10_000));
      }
      for (int i = 0; i < 3; i++) {
        long start = System.currentTimeMillis();
        long bytes = fetch(server, "/vault/nodes/demo/many", 0, 0);
        System.out.printf(
            "listing of 50000 children: %d ms, %d bytes%n",
            System.currentTimeMillis() - start, bytes);
      }
    } finally {
      try (var files = Files.walk(root)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String endpoint(DemoServer server) throws Exception {
    String target =
        "/vault/synctrans?TARGET="
            + Rig.encode(server.space().uri("/demo/big"))
            + "&DIRECTION=pullFromVoSpace&PROTOCOL="
            + Rig.encode(Keys.CORE + "httpget");
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), server.port())) {
      write(socket.getOutputStream(), target, "");
      String head = head(socket.getInputStream());
      int at = head.indexOf("ocation: ") + 9;
      return URI.create(head.substring(at, head.indexOf('\r', at))).getRawPath();
    }
  }

  private static double ranges(DemoServer server, String path, int threads, int size, int count)
      throws Exception {
    long start = System.currentTimeMillis();
    parallel(threads, () -> fetch(server, path, size, count / threads));
    return (double) size * count / 1e3 / (System.currentTimeMillis() - start);
  }

  private static double nodes(DemoServer server, int threads, int count) throws Exception {
    long start = System.currentTimeMillis();
    parallel(threads, () -> fetch(server, "/vault/nodes/demo/big", -1, count / threads));
    return count * 1e3 / (System.currentTimeMillis() - start);
  }

  private static void parallel(int threads, Callable<Long> task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(pool.submit(task));
      }
      for (Future<Long> result : results) {
        result.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static void write(OutputStream out, String path, String headers) throws Exception {
    String text = "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Size: bytes of a range, -1 = whole with length, 0 = once, chunked, until the end. */
  private static long fetch(DemoServer server, String path, int size, int count) throws Exception {
    byte[] buffer = new byte[1 << 20];
    long total = 0;
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      if (size == 0) {
        write(socket.getOutputStream(), path, "Connection: close\r\n");
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          total += n;
        }
        return total;
      }
      for (int i = 0; i < count; i++) {
        long first = size < 0 ? 0 : (long) (i % 60) * size;
        String range = size < 0 ? "" : "Range: bytes=" + first + "-" + (first + size - 1) + "\r\n";
        write(socket.getOutputStream(), path, range);
        String head = head(in);
        int at = head.indexOf("ontent-length: ") + 15;
        long left = Long.parseLong(head.substring(at, head.indexOf('\r', at)));
        total += left;
        while (left > 0) {
          int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (n < 0) {
            throw new IllegalStateException("reply ends early");
          }
          left -= n;
        }
      }
    }
    return total;
  }

  private static String head(InputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IllegalStateException("no reply");
      }
      head.append((char) b);
    }
    return head.toString();
  }
}
