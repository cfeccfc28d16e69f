package org.vosfs.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A server on the loopback that says what it is told to, also what no real one should. Answers are
 * scripted by method and path (without query); the last one of a queue repeats.
 */
public final class ScriptedServer implements AutoCloseable {
  /** Acts on one request. */
  @FunctionalInterface
  public interface Answer {
    void on(HttpExchange exchange, byte[] body) throws IOException;
  }

  /** A request as it came. */
  public record Seen(String method, String target, Map<String, String> headers, String text) {
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    @Override
    public String toString() {
      return method + " " + target;
    }
  }

  static {
    // or every small answer waits for a delayed acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Answer>> script = new ConcurrentHashMap<>();
  private final List<Seen> log = new CopyOnWriteArrayList<>();

  public ScriptedServer() throws IOException {
    this(0);
  }

  /** On a port that was in use before. */
  public ScriptedServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** {@code http://127.0.0.1:port}. */
  public String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public ScriptedServer on(String method, String path, Answer... answers) {
    script.put(method + " " + path, new ArrayDeque<>(List.of(answers)));
    return this;
  }

  public ScriptedServer on(String method, String path, int status, String body) {
    return on(method, path, answer(status, Map.of("Content-Type", "text/plain"), body));
  }

  /** A plain answer; keys of {@code headers} as given. */
  public static Answer answer(int status, Map<String, String> headers, String body) {
    return (exchange, request) -> {
      headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
      if (!none) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      }
    };
  }

  public static Answer xml(String body) {
    return answer(200, Map.of("Content-Type", "text/xml"), body);
  }

  public static Answer redirect(String location) {
    return answer(303, Map.of("Location", location), "");
  }

  /** Announces {@code length} bytes, sends {@code body} and hangs up. */
  public static Answer cutOff(int status, Map<String, String> headers, String body, long length) {
    return (exchange, request) -> {
      headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(status, length);
      exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  /** Hangs up without a word. */
  public static Answer hangUp() {
    return (exchange, request) -> exchange.close();
  }

  /** All requests so far, {@code METHOD target}, in the order of their arrival. */
  public List<String> requests() {
    return log.stream().map(Seen::toString).collect(Collectors.toCollection(ArrayList::new));
  }

  public List<Seen> seen() {
    return log;
  }

  public void forget() {
    log.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(", ", values)));
    log.add(
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(body, StandardCharsets.UTF_8)));
    String key = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    Deque<Answer> answers = script.get(key);
    Answer answer = answer(404, Map.of("Content-Type", "text/plain"), "not scripted: " + key);
    if (answers != null) {
      synchronized (answers) {
        answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
      }
    }
    try {
      answer.on(exchange, body);
    } finally {
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
