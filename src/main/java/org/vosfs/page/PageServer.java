package org.vosfs.page;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.vosfs.status.Command;

/** Serves the page on a port of 127.0.0.1 until it is closed. Thread-safe. */
public final class PageServer implements AutoCloseable {
  /** One browser; what somebody else on this machine opens beyond that is refused. */
  private static final int THREADS = 4;

  private static final int WAITING = 32;

  private final HttpServer server;
  private final ExecutorService pool;
  private final String token;

  private PageServer(HttpServer server, ExecutorService pool, String token) {
    this.server = server;
    this.pool = pool;
    this.token = token;
  }

  /**
   * Begins to answer.
   *
   * @param port 0 = any free one
   * @param token what the page has to know, letters, digits, {@code -} and {@code _}; not to be
   *     guessed
   * @param commands {@code status}, {@code history}, {@code pending}, {@code retry}, {@code
   *     discard}, as on the control socket
   * @param threads daemon threads
   * @throws IOException when it cannot listen there
   */
  public static PageServer start(
      int port, String token, Map<String, Command> commands, ThreadFactory threads)
      throws IOException {
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), WAITING);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads);
    pool.allowCoreThreadTimeOut(true);
    server.setExecutor(pool);
    PageApi api = new PageApi(commands);
    Gatekeeper gatekeeper = new Gatekeeper(server.getAddress().getPort(), token);
    server.createContext("/", new PageHandler(gatekeeper, PageFiles.load(), api));
    server.start();
    return new PageServer(server, pool, token);
  }

  /** Where it is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Where it is, with the token: a secret. */
  public String secretAddress() {
    return address() + "#" + token;
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdown();
  }
}
