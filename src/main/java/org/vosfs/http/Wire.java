package org.vosfs.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.ClientIdentity;
import org.vosfs.base.Ticker;

/**
 * Sends one request over a pooled connection: no redirects, no retries, no cookies, no
 * decompression, no authentication of its own. Thread-safe.
 */
final class Wire implements Hop, AutoCloseable {
  /** From this body size on, a refusal is worth waiting for before the body is sent. */
  private static final long EXPECT_CONTINUE_FROM = 8L << 20;

  private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(15);

  /** Only a placeholder: the real target is set as text, byte for byte. */
  private static final URI NOWHERE = URI.create("/");

  private final Connections connections;
  private final Watchdog watchdog;
  private final Throttle up;
  private final Throttle down;
  private final Traffic traffic;
  private final Ticker ticker;

  Wire(HttpSettings settings, Transport.Surroundings around) {
    this.watchdog = new Watchdog(around.timer(), around.ticker());
    this.traffic = around.traffic();
    this.ticker = around.ticker();
    Bandwidth rates = settings.bandwidth();
    this.up = new Throttle(rates.up(), ticker, around.pause(), traffic::sent);
    this.down = new Throttle(rates.down(), ticker, around.pause(), traffic::received);
    this.connections = new Connections(settings);
  }

  /** Without a client certificate. */
  @Override
  public Reply send(Call call, Limits limits) throws HttpFailure {
    return send(call, limits, null);
  }

  /** Over a connection that shows {@code identity}, or none. */
  Reply send(Call call, Limits limits, @Nullable ClientIdentity identity) throws HttpFailure {
    Duration limit = limits.ofOneTry();
    Origin origin = call.url().origin();
    if (limit.isZero() || limits.deadline().isOver()) {
      throw new HttpFailure(
          HttpFailure.Kind.TIMED_OUT, null, "no time left to ask " + origin, null);
    }
    HttpUriRequestBase request = request(call, limit);
    traffic.began();
    Watchdog.Watch watch = watchdog.guard(limit, request::cancel, traffic::ended);
    long start = ticker.read();
    boolean answered = false;
    try {
      RequestBody body = call.body();
      if (body != null) {
        request.setEntity(new OutgoingEntity(body, call.headers().get("Content-Type"), watch, up));
      }
      HttpHost host = new HttpHost(origin.scheme(), origin.host(), origin.port());
      ClassicHttpResponse response = connections.client(identity).executeOpen(host, request, null);
      Reply reply = new Reply(call.url(), response, request::cancel, watch, down, limits.renewed());
      answered = true;
      long now = ticker.read();
      traffic.answered(call.method(), reply.status(), now - start);
      traffic.silences().answered(origin, reply.status(), now);
      return reply;
    } catch (IOException e) {
      HttpFailure failure = Failures.of(e, origin, watch);
      long now = ticker.read();
      traffic.failed(call.method(), String.valueOf(failure.getMessage()), now - start);
      traffic.silences().failed(failure, origin, now);
      throw failure;
    } catch (IllegalStateException e) {
      throw new HttpFailure(HttpFailure.Kind.LOCAL, null, "the client is closed", e);
    } finally {
      if (!answered) {
        watch.close();
      }
    }
  }

  private HttpUriRequestBase request(Call call, Duration limit) {
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), NOWHERE);
    Origin origin = call.url().origin();
    request.setScheme(origin.scheme());
    request.setAuthority(new URIAuthority(origin.host(), origin.port()));
    request.setPath(call.url().target());
    call.headers()
        .forEach(
            (name, value) -> {
              if (!name.equals("Content-Type") || call.body() == null) {
                request.setHeader(name, value);
              }
            });
    RequestBody body = call.body();
    Timeout patience = Connections.timeout(limit);
    request.setConfig(
        RequestConfig.custom()
            .setExpectContinueEnabled(body != null && body.length() >= EXPECT_CONTINUE_FROM)
            .setConnectionRequestTimeout(patience)
            .setResponseTimeout(patience)
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setContentCompressionEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setDefaultKeepAlive(KEEP_ALIVE.getDuration(), KEEP_ALIVE.getTimeUnit())
            .build());
    return request;
  }

  /** Breaks the connections that are in use, too. */
  @Override
  public void close() {
    connections.close();
  }
}
