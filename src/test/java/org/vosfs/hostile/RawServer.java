package org.vosfs.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on the loopback that writes bytes of its choice to a socket: no HTTP library keeps it
 * from what no server may send. One request a connection; an answer is chosen by the longest
 * beginning of the target.
 */
final class RawServer implements AutoCloseable {
  /** What is sent; nothing is added. Writing fails once the client has hung up. */
  @FunctionalInterface
  interface Script {
    void run(OutputStream out) throws IOException;
  }

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  RawServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** {@code http://127.0.0.1:port}. */
  String base() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  RawServer on(String start, Script script) {
    scripts.put(start, script);
    return this;
  }

  /** An answer with a length, of that type. */
  static Script answer(int status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        String.format(
            Locale.ROOT,
            "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n",
            status,
            type,
            bytes.length);
    return out -> {
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      out.write(bytes);
    };
  }

  /** Request heads so far, as they came. */
  List<String> heads() {
    return heads;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(new BufferedInputStream(client.getInputStream()));
      if (!head.isEmpty()) {
        heads.add(head);
        script(head.split(" ", 3)[1]).run(client.getOutputStream());
        client.getOutputStream().flush();
        client.shutdownOutput();
      }
    } catch (IOException e) {
      // the client has hung up, as it should
    } finally {
      open.remove(client);
    }
  }

  private Script script(String target) {
    return scripts.entrySet().stream()
        .filter(one -> target.startsWith(one.getKey()))
        .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()))
        .map(Map.Entry::getValue)
        .orElseGet(() -> answer(404, "text/plain", "not scripted"));
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0D0A0D0A) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
    threads.shutdown();
  }
}
