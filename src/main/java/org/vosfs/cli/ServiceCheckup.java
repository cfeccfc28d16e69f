package org.vosfs.cli;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/** Whether a service lets a client in, whom it sees, and how fast it is. Only reads. */
final class ServiceCheckup {
  private static final Logger log = LoggerFactory.getLogger(ServiceCheckup.class);

  /** A file of this size tells how fast reading is. */
  private static final long ENOUGH_BYTES = 1L << 20;

  /** Most containers that are looked into for one. */
  private static final int MOST_CONTAINERS = 20;

  /** Below this a mount is no joy. */
  private static final long SLOW = 1L << 20;

  private static final long MOST_BYTES = 16L << 20;
  private static final long NANOS = 1_000_000_000L;
  private static final long MILLIS = 1_000_000L;

  private final Ticker ticker;

  ServiceCheckup(Ticker ticker) {
    this.ticker = ticker;
  }

  /** What the client finds. */
  List<Finding> service(VospaceClient client) {
    List<Finding> findings = new ArrayList<>();
    try {
      long start = ticker.read();
      client.node(NodePath.ROOT, Detail.MAX);
      long first = ticker.read() - start;
      start = ticker.read();
      client.node(NodePath.ROOT, Detail.MAX);
      long second = ticker.read() - start;
      findings.add(
          Finding.fine(
              "service",
              "%s answers; first %d ms, then %d ms"
                  .formatted(client.uriOf(NodePath.ROOT), first / MILLIS, second / MILLIS)));
      findings.add(identity(client));
      findings.add(throughput(client));
    } catch (VospaceException e) {
      findings.add(broken(e));
    }
    return findings;
  }

  /** Why the service cannot be used, and what to do. */
  static Finding broken(Exception e) {
    String message = String.valueOf(e.getMessage());
    String fix =
        message.contains("certificate") || message.contains("PKIX")
            ? "the service's certificate is not trusted here: apt install ca-certificates-java, or"
                + " ask whose it is"
            : e instanceof VospaceException.Denied
                ? "give credentials that may read it, such as -o token-file=FILE"
                : "check the space's name, -o endpoint=URL and the network";
    return Finding.broken("service", message, fix);
  }

  private static Finding identity(VospaceClient client) {
    return client
        .traits()
        .user()
        .map(user -> Finding.fine("identity", user))
        .orElseGet(
            () ->
                Finding.warning(
                    "identity",
                    "anonymous: only what is public can be read",
                    "give credentials, such as -o token-file=FILE"));
  }

  /** Reads a part of the biggest file that is quickly found. */
  private Finding throughput(VospaceClient client) throws VospaceException {
    Found file = biggest(client);
    if (file.length() == 0) {
      return Finding.fine("throughput", "not measured: no file near the top of the space");
    }
    long wanted = Math.min(file.length(), MOST_BYTES);
    AtomicLong got = new AtomicLong();
    long start = ticker.read();
    try (Download download = client.download(file.path())) {
      download.read(0, wanted, counting(got, wanted));
    }
    long nanos = Math.max(1, ticker.read() - start);
    long rate = got.get() * NANOS / nanos;
    String found =
        "%s/s, reading %s of %s"
            .formatted(Amounts.bytes(rate), Amounts.bytes(got.get()), file.path());
    return got.get() >= ENOUGH_BYTES && rate < SLOW
        ? Finding.warning(
            "throughput", found, "look at the network; is -o bwlimit set, or a proxy in between?")
        : Finding.fine("throughput", found);
  }

  private record Found(NodePath path, long length) {}

  /** Level by level, until one is big enough or there is nowhere left to look. */
  private static Found biggest(VospaceClient client) {
    List<Found> files = new ArrayList<>(List.of(new Found(NodePath.ROOT, 0)));
    Deque<NodePath> containers = new ArrayDeque<>(List.of(NodePath.ROOT));
    for (int i = 0; i < MOST_CONTAINERS && !containers.isEmpty(); i++) {
      NodePath container = containers.remove();
      try {
        client.list(container, node -> look(container, node, files, containers));
      } catch (VospaceException e) {
        log.debug("{} cannot be listed: {}", container, e.getMessage());
      }
      if (files.stream().anyMatch(file -> file.length() >= ENOUGH_BYTES)) {
        break;
      }
    }
    return Collections.max(files, Comparator.comparingLong(Found::length));
  }

  private static void look(
      NodePath container, Node node, List<Found> files, Deque<NodePath> containers) {
    if (NodePath.isName(node.name())) {
      NodePath path = container.resolve(node.name());
      if (node instanceof Node.Container && containers.size() < MOST_CONTAINERS) {
        containers.add(path);
      } else if (node instanceof Node.Data data) {
        files.add(new Found(path, data.length()));
      }
    }
  }

  private static ContentSink counting(AtomicLong got, long wanted) {
    return new ContentSink() {
      @Override
      public boolean begin(Version version, long offset) {
        return true;
      }

      @Override
      public boolean bytes(ByteBuffer buffer) {
        return got.addAndGet(buffer.remaining()) < wanted;
      }
    };
  }
}
