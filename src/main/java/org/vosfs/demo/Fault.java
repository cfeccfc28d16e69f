package org.vosfs.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that goes wrong with a request.
 *
 * @param kind what happens
 * @param status status of a substituted reply
 * @param body body of a substituted reply, or the Location of a redirect
 * @param headers extra headers of a substituted reply
 * @param delay wait before processing
 * @param bytes body bytes that still get through before a cut or stall
 */
public record Fault(
    Kind kind, int status, String body, Map<String, String> headers, Duration delay, long bytes) {

  /** What happens. */
  public enum Kind {
    /** The request is not processed; this status, body and headers are sent. */
    STATUS,
    /** As STATUS, with an HTML page as proxies send it. */
    HTML,
    /** As STATUS, a redirect. */
    REDIRECT,
    /** Processed after a delay. */
    DELAY,
    /** The connection is closed without a reply and without processing. */
    RESET_BEFORE,
    /** Processed, then the connection is closed without a reply. */
    RESET_AFTER,
    /** Processed; the reply's body is cut after some bytes and the connection closed. */
    TRUNCATE,
    /** Nothing happens until {@link FaultRule#release} or the server closes; then processed. */
    STALL,
    /** The reply's body stops after some bytes until released. */
    STALL_BODY,
    /** The upload is read only up to some bytes, then the connection is closed. */
    CUT_UPLOAD,
    /** Reply headers with a wrong Digest. */
    WRONG_DIGEST,
    /** One bit of the reply's body is changed; headers stay right. */
    CORRUPT_BODY,
    /** Transfer details without endpoints. */
    NO_ENDPOINTS,
    /** The first endpoint offered leads nowhere. */
    DEAD_ENDPOINT,
    /** 401 as for an expired token. */
    EXPIRED_TOKEN
  }

  public Fault {
    headers = Map.copyOf(headers);
  }

  /** Answers with this status and plain text. */
  public static Fault status(int status, String body) {
    return new Fault(Kind.STATUS, status, body, Map.of(), Duration.ZERO, 0);
  }

  /** Answers 503 with Retry-After in seconds. */
  public static Fault busy(int retryAfter) {
    return status(503, "ServiceBusy: try again").withHeader("Retry-After", "" + retryAfter);
  }

  /** Answers with an HTML page of a proxy. */
  public static Fault html(int status) {
    String page =
        "<!doctype html><html><head><title>" + status + "</title></head><body>proxy</body></html>";
    return new Fault(Kind.HTML, status, page, Map.of(), Duration.ZERO, 0);
  }

  /** Answers with a redirect to this absolute URL. */
  public static Fault redirect(int status, String location) {
    return new Fault(Kind.REDIRECT, status, location, Map.of(), Duration.ZERO, 0);
  }

  /** Processes the request this much later. */
  public static Fault delay(Duration delay) {
    return new Fault(Kind.DELAY, 0, "", Map.of(), delay, 0);
  }

  public static Fault resetBefore() {
    return of(Kind.RESET_BEFORE, 0);
  }

  public static Fault resetAfter() {
    return of(Kind.RESET_AFTER, 0);
  }

  /** Cuts the reply's body after this many bytes. */
  public static Fault truncate(long bytes) {
    return of(Kind.TRUNCATE, bytes);
  }

  public static Fault stall() {
    return of(Kind.STALL, 0);
  }

  /** Stops the reply's body after this many bytes until released. */
  public static Fault stallBody(long bytes) {
    return of(Kind.STALL_BODY, bytes);
  }

  /** Drops the connection after this many bytes of the upload were read. */
  public static Fault cutUpload(long bytes) {
    return of(Kind.CUT_UPLOAD, bytes);
  }

  public static Fault wrongDigest() {
    return of(Kind.WRONG_DIGEST, 0);
  }

  /** Flips a bit in the byte at this offset of the reply's body. */
  public static Fault corruptBody(long offset) {
    return of(Kind.CORRUPT_BODY, offset);
  }

  public static Fault noEndpoints() {
    return of(Kind.NO_ENDPOINTS, 0);
  }

  public static Fault deadEndpoint() {
    return of(Kind.DEAD_ENDPOINT, 0);
  }

  public static Fault expiredToken() {
    return of(Kind.EXPIRED_TOKEN, 0);
  }

  /** The same fault with a header on its reply. */
  public Fault withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Fault(kind, status, body, more, delay, bytes);
  }

  private static Fault of(Kind kind, long bytes) {
    return new Fault(kind, 0, "", Map.of(), Duration.ZERO, bytes);
  }
}
