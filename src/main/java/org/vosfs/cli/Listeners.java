package org.vosfs.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.config.MountOptions;
import org.vosfs.metrics.MetricsEndpoint;
import org.vosfs.status.Figure;

/** Where else than on its control socket a mount answers, by its options; usually nowhere. */
final class Listeners implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final @Nullable MetricsEndpoint metrics;

  private Listeners(@Nullable MetricsEndpoint metrics) {
    this.metrics = metrics;
  }

  /**
   * Begins to answer where the options say so.
   *
   * @throws IOException when it cannot; the line names the option
   */
  static Listeners open(MountRequest request, List<Figure> figures, ThreadFactory threads)
      throws IOException {
    MountOptions options = request.options();
    Optional<InetSocketAddress> address = request.settings().find(options.metrics);
    MetricsEndpoint metrics = address.isEmpty() ? null : metrics(address.get(), figures, threads);
    return new Listeners(metrics);
  }

  private static MetricsEndpoint metrics(
      InetSocketAddress address, List<Figure> figures, ThreadFactory threads) throws IOException {
    try {
      MetricsEndpoint endpoint = MetricsEndpoint.start(address, figures, named(threads));
      log.info("figures for Prometheus at {}", endpoint.url());
      return endpoint;
    } catch (IOException e) {
      throw refused("metrics", address, e);
    }
  }

  private static ThreadFactory named(ThreadFactory threads) {
    return work -> {
      Thread thread = threads.newThread(work);
      thread.setName("vosfs-listener");
      return thread;
    };
  }

  private static IOException refused(String option, InetSocketAddress address, IOException why) {
    String line = why instanceof BindException ? "cannot listen there" : "";
    return new IOException(
        "%s=%s:%d: %s (%s); choose another port, or 0 for any free one"
            .formatted(option, address.getHostString(), address.getPort(), line, why.getMessage()),
        why);
  }

  /** What the status shows of them. */
  Map<String, Object> addresses() {
    Map<String, Object> addresses = new LinkedHashMap<>();
    if (metrics != null) {
      addresses.put("metrics", metrics.url());
    }
    return addresses;
  }

  @Override
  public void close() {
    if (metrics != null) {
      metrics.close();
    }
  }
}
