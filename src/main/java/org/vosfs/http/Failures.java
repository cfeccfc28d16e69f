package org.vosfs.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/** The one place that turns the HTTP library's exceptions into an {@link HttpFailure}. */
final class Failures {
  private Failures() {}

  static HttpFailure of(IOException e, Origin origin, Watchdog.Watch watch) {
    if (e instanceof HttpFailure failure) {
      return failure;
    }
    HttpFailure.Kind kind = kind(e, watch);
    return new HttpFailure(kind, origin, message(kind, e, origin), e);
  }

  /** The alerts by which a server says that it is our certificate (RFC 8446 §6.2). */
  private static final Set<String> CERTIFICATE_ALERTS =
      Set.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "certificate_required",
          "unknown_ca",
          "access_denied");

  private static boolean refusesCertificate(IOException e) {
    return e instanceof SSLException && CERTIFICATE_ALERTS.contains(alert(e));
  }

  /** What the other side says, in the words of the standard; nothing when it is not its word. */
  private static String alert(IOException e) {
    String message = String.valueOf(e.getMessage());
    String said = "Received fatal alert: ";
    int at = message.indexOf(said);
    return at < 0 ? "" : message.substring(at + said.length()).strip();
  }

  private static HttpFailure.Kind kind(IOException e, Watchdog.Watch watch) {
    if (e instanceof SourceFailure) {
      return HttpFailure.Kind.LOCAL;
    }
    if (refusesCertificate(e)) {
      return HttpFailure.Kind.CREDENTIAL;
    }
    // ConnectTimeoutException is a SocketTimeoutException, so the order matters
    if (e instanceof ConnectTimeoutException
        || e instanceof ConnectException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException
        || e instanceof SSLHandshakeException) {
      return HttpFailure.Kind.UNREACHABLE;
    }
    if (watch.isExpired()) {
      return HttpFailure.Kind.TIMED_OUT;
    }
    if (e instanceof SocketTimeoutException || e instanceof ConnectionRequestTimeoutException) {
      return HttpFailure.Kind.TIMED_OUT;
    }
    return e instanceof InterruptedIOException ? HttpFailure.Kind.LOCAL : HttpFailure.Kind.LOST;
  }

  private static String message(HttpFailure.Kind kind, IOException e, Origin origin) {
    return switch (kind) {
      case UNREACHABLE -> "cannot reach " + origin + ": " + reason(e);
      case TIMED_OUT -> origin + " did not answer in time";
      case CREDENTIAL -> origin + " refuses the certificate: " + alert(e);
      case LOCAL -> String.valueOf(e.getMessage());
      default -> "the connection to " + origin + " broke: " + reason(e);
    };
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host";
    }
    if (e instanceof ConnectTimeoutException) {
      return "no answer to the connection attempt";
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    if (e instanceof NoRouteToHostException) {
      return "no route to host";
    }
    if (e instanceof SSLException) {
      String line = firstLine(e);
      return line.contains("PKIX path building failed")
          ? "TLS: its certificate is signed by an authority that is not known here; if it is the"
              + " right service, give the authority with -o ca-file=FILE"
          : "TLS: " + line;
    }
    return firstLine(e);
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage();
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
