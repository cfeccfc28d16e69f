package org.vosfs.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error: status and plain text as the services word it. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  Refusal(int status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  Map<String, String> headers() {
    return headers;
  }

  Refusal header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  static Refusal badRequest(String text) {
    return new Refusal(400, text);
  }

  static Refusal invalidArgument(String text) {
    return new Refusal(400, "InvalidArgument: " + text);
  }

  static Refusal denied(String what) {
    return new Refusal(403, "PermissionDenied: " + what);
  }

  static Refusal nodeNotFound(String what) {
    return new Refusal(404, "NodeNotFound: " + what);
  }

  static Refusal methodNotAllowed(String method, String allow) {
    return new Refusal(405, "unsupported: HTTP " + method).header("Allow", allow);
  }

  static Refusal unexpected(String text) {
    return new Refusal(500, "unexpected exception: java.lang.RuntimeException: " + text);
  }

  /** What the servlet container itself refuses, as an HTML page. */
  static Refusal container(int status, String reason) {
    String html =
        "<!doctype html><html lang=\"en\"><head><title>HTTP Status "
            + status
            + " – "
            + reason
            + "</title></head><body><h1>HTTP Status "
            + status
            + " – "
            + reason
            + "</h1></body></html>";
    return new Refusal(status, html).header("Content-Type", "text/html;charset=utf-8");
  }
}
