package org.vosfs.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * Whether a service answers, whom it sees, how its clock stands, and how fast it is. Only reads.
 */
final class ServiceCheckup {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final long MOST_BYTES = 16L << 20;
  private static final long NANOS = 1_000_000_000L;
  private static final long MILLIS = 1_000_000L;

  private final Ticker ticker;
  private final Supplier<Instant> clock;

  ServiceCheckup(Ticker ticker, Supplier<Instant> clock) {
    this.ticker = ticker;
    this.clock = clock;
  }

  /** The clock of this machine against the service's, in the head of one unauthenticated reply. */
  Finding clock(URI endpoint) {
    try {
      String base = endpoint.toString().replaceFirst("/+$", "");
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base + "/capabilities").toURL().openConnection();
      connection.setConnectTimeout((int) LIMIT.toMillis());
      connection.setReadTimeout((int) LIMIT.toMillis());
      connection.getResponseCode(); // says why when there is none
      long date = connection.getHeaderFieldDate("Date", 0);
      connection.disconnect();
      if (date == 0) {
        return Finding.warning("clock", "the service tells no time", "");
      }
      Duration off = Duration.between(Instant.ofEpochMilli(date), clock.get());
      if (off.abs().compareTo(SKEW) > 0) {
        return Finding.warning(
            "clock",
            "differs from the service's by " + off.toSeconds() + " s",
            "set this machine's clock, such as with: timedatectl set-ntp true");
      }
      return Finding.fine(
          "clock", "as the service's, within " + (off.abs().toSeconds() + 1) + " s");
    } catch (IOException | IllegalArgumentException e) {
      return Finding.broken(
          "endpoint",
          "cannot be asked: " + e,
          "check the URL, the network and the proxy: curl -v URL");
    }
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

  /** Reads a part of the biggest file at the top. */
  private Finding throughput(VospaceClient client) throws VospaceException {
    AtomicReference<Node.@Nullable Data> biggest = new AtomicReference<>();
    client.list(
        NodePath.ROOT,
        node -> {
          Node.Data best = biggest.get();
          if (node instanceof Node.Data data && (best == null || data.length() > best.length())) {
            biggest.set(data);
          }
        });
    Node.Data file = biggest.get();
    if (file == null || file.length() == 0) {
      return Finding.fine("throughput", "not measured: no file at the top of the space");
    }
    long wanted = Math.min(file.length(), MOST_BYTES);
    AtomicLong got = new AtomicLong();
    long start = ticker.read();
    try (Download download = client.download(NodePath.ROOT.resolve(file.name()))) {
      download.read(0, wanted, counting(got, wanted));
    }
    long nanos = Math.max(1, ticker.read() - start);
    return Finding.fine(
        "throughput",
        "%s/s, reading %s of %s"
            .formatted(
                Amounts.bytes(got.get() * NANOS / nanos), Amounts.bytes(got.get()), file.name()));
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
