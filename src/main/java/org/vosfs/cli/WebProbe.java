package org.vosfs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;

/**
 * Asks a server one thing without showing any credential, for {@code vosfs doctor}. Stateless and
 * thread-safe.
 */
final class WebProbe {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Most bytes of a reply that are read. */
  private static final int MOST = 4 << 20;

  private final SSLContext tls;
  private final Ticker ticker;

  /**
   * @param tls whom to trust
   */
  WebProbe(SSLContext tls, Ticker ticker) {
    this.tls = tls;
    this.ticker = ticker;
  }

  /**
   * What came.
   *
   * @param date by the server's clock, where it tells
   * @param text the body, or its beginning
   * @param millis until all of it was there
   */
  record Reply(int status, Optional<Instant> date, String text, long millis) {
    boolean isFine() {
      return status / 100 == 2;
    }
  }

  /**
   * GETs.
   *
   * @throws IOException when nothing answers; says why
   */
  Reply get(URI url) throws IOException {
    long start = ticker.read();
    if (!(url.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("neither http nor https");
    }
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(tls.getSocketFactory());
    }
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) LIMIT.toMillis());
    try {
      int status = connection.getResponseCode();
      long date = connection.getHeaderFieldDate("Date", 0);
      String text = text(status < 400 ? connection.getInputStream() : connection.getErrorStream());
      return new Reply(
          status,
          date == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(date)),
          text,
          Duration.ofNanos(ticker.read() - start).toMillis());
    } finally {
      connection.disconnect();
    }
  }

  private static String text(@Nullable InputStream body) throws IOException {
    if (body == null) {
      return "";
    }
    try (InputStream in = body) {
      return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
    }
  }
}
