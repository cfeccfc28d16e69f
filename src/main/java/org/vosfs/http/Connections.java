package org.vosfs.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.ClientIdentity;

/**
 * The pools of connections: one for requests that show no certificate, one for those that do, since
 * a connection is known by the certificate it began with. A new certificate has new connections;
 * those of the one before end with the requests they carry. Thread-safe.
 */
final class Connections implements AutoCloseable {
  /** Idle connections older than this are probed before use; Tomcat drops them after 20 s. */
  private static final TimeValue PROBE_AFTER = TimeValue.ofMilliseconds(500);

  /**
   * Bytes of a body between two looks for a reply that comes before its end. Each look waits a
   * millisecond: seldom enough to cost nothing, and none at all for small files.
   */
  private static final long EARLY_REFUSAL = 1 << 20;

  /** Pools of earlier certificates that may still be carrying something. */
  private static final int KEPT = 2;

  /** One pool. */
  private record Pool(
      @Nullable ClientIdentity identity,
      PoolingHttpClientConnectionManager manager,
      CloseableHttpClient client) {}

  private final HttpSettings settings;
  private final Pool plain;
  private final Deque<Pool> earlier = new ArrayDeque<>();
  private @Nullable Pool own;

  Connections(HttpSettings settings) {
    this.settings = settings;
    this.plain = pool(null);
  }

  /** For requests that show this certificate, or none. */
  CloseableHttpClient client(@Nullable ClientIdentity identity) {
    return identity == null ? plain.client() : own(identity);
  }

  private synchronized CloseableHttpClient own(ClientIdentity identity) {
    Pool before = own;
    if (before != null && before.identity() == identity) {
      earlier.forEach(Connections::dropIdle);
      return before.client();
    }
    Pool fresh = pool(identity);
    own = fresh;
    if (before != null) {
      earlier.addLast(before);
      earlier.forEach(Connections::dropIdle);
      if (earlier.size() > KEPT) {
        earlier.removeFirst().client().close(CloseMode.IMMEDIATE);
      }
    }
    return fresh.client();
  }

  private static void dropIdle(Pool pool) {
    pool.manager().closeIdle(TimeValue.ZERO_MILLISECONDS);
  }

  private Pool pool(@Nullable ClientIdentity identity) {
    PoolingHttpClientConnectionManager manager = manager(identity);
    CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(manager)
            .setUserAgent(settings.userAgent())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableConnectionState()
            .build();
    return new Pool(identity, manager, client);
  }

  private PoolingHttpClientConnectionManager manager(@Nullable ClientIdentity identity) {
    // ISO-8859-1 keeps every byte of a header and of a request line what it was
    CharCodingConfig bytes =
        CharCodingConfig.custom().setCharset(StandardCharsets.ISO_8859_1).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .charCodingConfig(bytes)
                .responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(EARLY_REFUSAL))
                .build())
        .setMaxConnPerRoute(settings.connectionsPerHost())
        .setMaxConnTotal(settings.connections())
        .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(timeout(settings.connectTimeout()))
                .setValidateAfterInactivity(PROBE_AFTER)
                .build())
        .setTlsSocketStrategy(
            new DefaultClientTlsStrategy(
                settings.tls().context(identity),
                new String[] {"TLSv1.3", "TLSv1.2"},
                null,
                SSLBufferMode.STATIC,
                HttpsSupport.getDefaultHostnameVerifier()))
        .build();
  }

  static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
  }

  /** Breaks the connections that are in use, too. */
  @Override
  public synchronized void close() {
    plain.client().close(CloseMode.IMMEDIATE);
    earlier.forEach(pool -> pool.client().close(CloseMode.IMMEDIATE));
    if (own != null) {
      own.client().close(CloseMode.IMMEDIATE);
    }
  }
}
