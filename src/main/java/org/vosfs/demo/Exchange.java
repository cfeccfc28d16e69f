package org.vosfs.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply: counts bytes, applies faults to the reply, and hides the traps of the
 * JDK server (lengths of HEAD and empty replies, undrained bodies). Used by one thread.
 */
final class Exchange {
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z.-]+:[0-9]{1,5}");

  /** Length of a reply that is not known beforehand. */
  static final long UNKNOWN = -1;

  private static final long DRAIN = 4L << 20;

  private final HttpExchange http;
  private final RequestLog.Entry entry;
  private final @Nullable FaultRule rule;
  private final Caller caller;
  private @Nullable CountedInput input;
  private @Nullable Query query;
  private boolean begun;

  Exchange(HttpExchange http, RequestLog.Entry entry, @Nullable FaultRule rule, Caller caller) {
    this.http = http;
    this.entry = entry;
    this.rule = rule;
    this.caller = caller;
  }

  /** The connection is to be dropped. */
  static final class Dropped extends IOException {
    private static final long serialVersionUID = 1;

    Dropped(String why) {
      super(why);
    }
  }

  String method() {
    return http.getRequestMethod();
  }

  String rawPath() {
    String path = http.getRequestURI().getRawPath();
    return path == null ? "/" : path;
  }

  Caller caller() {
    return caller;
  }

  Query query() {
    Query known = query;
    if (known == null) {
      known = Query.parse(http.getRequestURI().getRawQuery());
      query = known;
    }
    return known;
  }

  @Nullable String rawQuery() {
    return http.getRequestURI().getRawQuery();
  }

  @Nullable String header(String name) {
    return http.getRequestHeaders().getFirst(name);
  }

  Headers headers() {
    return http.getRequestHeaders();
  }

  private String scheme() {
    return http instanceof HttpsExchange ? "https://" : "http://";
  }

  /**
   * Base URL of this server as the client knows it: by the {@code Host} it asked, so that what is
   * asked through a relay leads through the relay again.
   */
  String base() {
    String host = header("Host");
    return host != null && HOST.matcher(host).matches()
        ? scheme() + host
        : scheme() + "127.0.0.1:" + http.getLocalAddress().getPort();
  }

  RequestLog.Entry entry() {
    return entry;
  }

  boolean hit(Fault.Kind kind) {
    return rule != null && rule.fault().kind() == kind;
  }

  /** The announced length of the body; -1 when chunked, 0 without body. */
  long announcedLength() {
    String length = header("Content-Length");
    if (length != null && header("Transfer-Encoding") == null) {
      return Long.parseLong(length.trim());
    }
    return header("Transfer-Encoding") == null ? 0 : -1;
  }

  /** The request's body. */
  InputStream body() {
    CountedInput known = input;
    if (known == null) {
      long cut = rule != null && hit(Fault.Kind.CUT_UPLOAD) ? rule.fault().bytes() : -1;
      known = new CountedInput(http.getRequestBody(), entry, cut);
      input = known;
    }
    return known;
  }

  /** The whole body, or null when it is longer than the limit. */
  byte @Nullable [] document(int limit) throws IOException {
    byte[] bytes = body().readNBytes(limit + 1);
    return bytes.length > limit ? null : bytes;
  }

  void set(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  /** The name a download is to be saved under; what is not Latin-1 becomes a question mark. */
  void fileName(String name) {
    byte[] latin = name.replaceAll("[\\p{Cntrl}\"]", "").getBytes(StandardCharsets.ISO_8859_1);
    String safe = new String(latin, StandardCharsets.ISO_8859_1);
    set("Content-Disposition", "inline; filename=\"" + safe + "\"");
  }

  void add(String name, String value) {
    http.getResponseHeaders().add(name, value);
  }

  boolean begun() {
    return begun;
  }

  /** An empty reply with Content-Length 0. */
  void empty(int status) throws IOException {
    begin(status, 0).close();
  }

  void text(int status, String text) throws IOException {
    bytes(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int status, String type, byte[] body) throws IOException {
    if (http.getResponseHeaders().getFirst("Content-Type") == null) {
      set("Content-Type", type);
    }
    try (OutputStream out = begin(status, body.length)) {
      out.write(body);
    }
  }

  void redirect(String location) throws IOException {
    set("Location", location);
    empty(303);
  }

  void refuse(Refusal refusal) throws IOException {
    for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
      set(header.getKey(), header.getValue());
    }
    if (refusal.status() == 400 || refusal.status() == 500) {
      set("Connection", "close");
    }
    text(refusal.status(), refusal.text());
  }

  /**
   * Sends status and headers.
   *
   * @param length body bytes or {@link #UNKNOWN}
   * @return where the body goes; closing it completes the reply
   */
  OutputStream begin(int status, long length) throws IOException {
    if (hit(Fault.Kind.RESET_AFTER)) {
      throw new Dropped("reset after processing");
    }
    if (hit(Fault.Kind.WRONG_DIGEST) && http.getResponseHeaders().getFirst("Digest") != null) {
      set("Digest", "md5=" + Hex.base64(new byte[16]));
    }
    drain();
    begun = true;
    entry.status(status);
    boolean bodiless = method().equals("HEAD") || status == 204 || status == 304;
    if (bodiless) {
      if (method().equals("HEAD") && length >= 0 && status != 204 && status != 304) {
        set("Content-Length", Long.toString(length));
      }
      http.sendResponseHeaders(status, -1);
      return OutputStream.nullOutputStream();
    }
    http.sendResponseHeaders(status, length == 0 ? -1 : Math.max(length, 0));
    return new CountedOutput(http.getResponseBody(), entry, rule);
  }

  /** Reads what is left of the request, so that the connection can be used again. */
  private void drain() throws IOException {
    if (announcedLength() == 0) {
      return;
    }
    InputStream in = body();
    byte[] sink = new byte[64 << 10];
    long left = DRAIN;
    while (left > 0) {
      int n = in.read(sink);
      if (n < 0) {
        return;
      }
      left -= n;
    }
    set("Connection", "close");
  }

  /** Collects a reply and sends it with its length, or chunked once it gets long. */
  OutputStream buffered(int status) {
    return new Buffered(status);
  }

  private final class Buffered extends OutputStream {
    private final int status;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream(1024);
    private @Nullable OutputStream rest;

    Buffered(int status) {
      this.status = status;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      OutputStream out = rest;
      if (out == null && start.size() + len <= 128 << 10) {
        start.write(b, off, len);
        return;
      }
      if (out == null) {
        out = begin(status, UNKNOWN);
        rest = out;
        start.writeTo(out);
      }
      out.write(b, off, len);
    }

    @Override
    public void close() throws IOException {
      OutputStream out = rest;
      if (out == null) {
        out = begin(status, start.size());
        start.writeTo(out);
      }
      out.close();
    }
  }
}
