package org.vosfs.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.vosfs.status.Figure;

/** Answers {@code GET /metrics} until it is closed. Thread-safe. */
public final class MetricsEndpoint implements AutoCloseable {
  /** A monitor asks one question at a time; more than a few ask in vain. */
  private static final int THREADS = 2;

  private static final int WAITING = 16;

  private final HTTPServer server;
  private final String host;

  private MetricsEndpoint(HTTPServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Begins to answer.
   *
   * @param address port 0 = any free one
   * @param threads daemon threads
   * @throws IOException when it cannot listen there
   */
  public static MetricsEndpoint start(
      InetSocketAddress address, List<Figure> figures, ThreadFactory threads) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    figures.forEach(figure -> registry.register(new FigureCollector(figure)));
    InetSocketAddress resolved = new InetSocketAddress(address.getHostString(), address.getPort());
    if (resolved.isUnresolved()) {
      throw new IOException("there is no host " + address.getHostString());
    }
    HTTPServer server =
        HTTPServer.builder()
            .inetAddress(resolved.getAddress())
            .port(resolved.getPort())
            .executorService(pool(threads))
            .registry(registry)
            .registerHealthHandler(false)
            .buildAndStart();
    return new MetricsEndpoint(server, address.getHostString());
  }

  private static ExecutorService pool(ThreadFactory threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Where it answers. */
  public String url() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + shown + ":" + server.getPort() + "/metrics";
  }

  @Override
  public void close() {
    server.close();
  }
}
