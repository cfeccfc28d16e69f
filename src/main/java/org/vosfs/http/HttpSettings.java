package org.vosfs.http;

import java.time.Duration;
import org.vosfs.auth.Tls;

/**
 * How connections are made.
 *
 * @param userAgent sent with every request
 * @param connectTimeout longest wait for a connection to be accepted
 * @param connectionsPerHost most connections to one host at a time; further calls wait
 * @param connections most connections in all
 * @param tls whom to trust on https
 * @param bandwidth what all connections together may use
 */
public record HttpSettings(
    String userAgent,
    Duration connectTimeout,
    int connectionsPerHost,
    int connections,
    Tls tls,
    Bandwidth bandwidth) {
  public HttpSettings {
    if (connectionsPerHost < 1 || connections < connectionsPerHost) {
      throw new IllegalArgumentException("at least one connection a host, and as many in all");
    }
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("the connect timeout has to be positive");
    }
  }

  /** Enough for parallel uploads and reads on a fast network. */
  public static HttpSettings defaults(String userAgent) {
    return new HttpSettings(
        userAgent, Duration.ofSeconds(10), 64, 128, Tls.standard(), Bandwidth.UNLIMITED);
  }

  public HttpSettings withTls(Tls other) {
    return new HttpSettings(
        userAgent, connectTimeout, connectionsPerHost, connections, other, bandwidth);
  }

  public HttpSettings withBandwidth(Bandwidth other) {
    return new HttpSettings(userAgent, connectTimeout, connectionsPerHost, connections, tls, other);
  }
}
