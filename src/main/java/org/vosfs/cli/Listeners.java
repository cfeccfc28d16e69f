package org.vosfs.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
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
import org.vosfs.page.PageServer;
import org.vosfs.status.Command;
import org.vosfs.status.Figure;

/** Where else than on its control socket a mount answers, by its options; usually nowhere. */
final class Listeners implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private static final int TOKEN_BYTES = 24;

  private final @Nullable MetricsEndpoint metrics;
  private final @Nullable PageServer page;

  private Listeners(@Nullable MetricsEndpoint metrics, @Nullable PageServer page) {
    this.metrics = metrics;
    this.page = page;
  }

  /**
   * Begins to answer where the options say so.
   *
   * @throws IOException when it cannot; the line names the option
   */
  static Listeners open(
      MountRequest request,
      List<Figure> figures,
      Map<String, Command> commands,
      ThreadFactory threads)
      throws IOException {
    MountOptions options = request.options();
    Optional<InetSocketAddress> address = request.settings().find(options.metrics);
    Optional<Integer> port = request.settings().find(options.page);
    MetricsEndpoint metrics = address.isEmpty() ? null : metrics(address.get(), figures, threads);
    try {
      return new Listeners(metrics, port.isEmpty() ? null : page(port.get(), commands, threads));
    } catch (IOException e) {
      if (metrics != null) {
        metrics.close();
      }
      throw e;
    }
  }

  /** The token is not logged: logs are read by more people than the mount's owner. */
  private static PageServer page(int port, Map<String, Command> commands, ThreadFactory threads)
      throws IOException {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    try {
      PageServer page = PageServer.start(port, text, commands, named(threads));
      log.info("a page at {}; vosfs status shows the address with its token", page.address());
      return page;
    } catch (IOException e) {
      throw refused("page=" + port, e);
    }
  }

  private static MetricsEndpoint metrics(
      InetSocketAddress address, List<Figure> figures, ThreadFactory threads) throws IOException {
    try {
      MetricsEndpoint endpoint = MetricsEndpoint.start(address, figures, named(threads));
      log.info("figures for Prometheus at {}", endpoint.url());
      return endpoint;
    } catch (IOException e) {
      throw refused("metrics=" + address.getHostString() + ":" + address.getPort(), e);
    }
  }

  private static ThreadFactory named(ThreadFactory threads) {
    return work -> {
      Thread thread = threads.newThread(work);
      thread.setName("vosfs-listener");
      return thread;
    };
  }

  private static IOException refused(String option, IOException why) {
    return new IOException(
        "%s: cannot listen there (%s); choose another port, or 0 for any free one"
            .formatted(option, why.getMessage()),
        why);
  }

  /** What the status shows of them. */
  Map<String, Object> addresses() {
    Map<String, Object> addresses = new LinkedHashMap<>();
    if (metrics != null) {
      addresses.put("metrics", metrics.url());
    }
    if (page != null) {
      addresses.put("page", page.secretAddress());
    }
    return addresses;
  }

  @Override
  public void close() {
    if (metrics != null) {
      metrics.close();
    }
    if (page != null) {
      page.close();
    }
  }
}
