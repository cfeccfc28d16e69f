package org.vosfs.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.page.PageFiles.PageFile;

/** Answers every request of the page's port. Stateless and thread-safe. */
final class PageHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(PageHandler.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/api/";
  private static final int LONGEST_BODY = 64 * 1024;

  /** What a browser is to keep to; nothing is loaded from elsewhere, nothing is kept. */
  private static final Map<String, String> RULES =
      Map.of(
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private final Gatekeeper gatekeeper;
  private final PageFiles files;
  private final PageApi api;

  PageHandler(Gatekeeper gatekeeper, PageFiles files, PageApi api) {
    this.gatekeeper = gatekeeper;
    this.files = files;
    this.api = api;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      RULES.forEach(exchange.getResponseHeaders()::set);
      try {
        gatekeeper.requireOwnOrigin(exchange.getRequestHeaders());
        String path = exchange.getRequestURI().getRawPath();
        if (path.startsWith(API)) {
          answer(exchange, path.substring(API.length()));
        } else {
          file(exchange, path);
        }
      } catch (Refused e) {
        send(exchange, e.status(), json(Map.of("error", String.valueOf(e.getMessage()))));
      } catch (RuntimeException e) {
        log.error("the page's request {} failed", exchange.getRequestURI(), e);
        send(exchange, 500, json(Map.of("error", "failed: " + e)));
      }
    }
  }

  private void file(HttpExchange exchange, String path) throws Refused, IOException {
    PageFile file = files.get(path);
    requireMethod(exchange, exchange.getRequestMethod().equals("HEAD") ? "HEAD" : "GET");
    exchange.getResponseHeaders().set("Content-Type", file.type());
    write(exchange, 200, file.bytes());
  }

  private void answer(HttpExchange exchange, String name) throws Refused, IOException {
    gatekeeper.requireToken(exchange.getRequestHeaders());
    if (name.equals(PageApi.NOW)) {
      requireMethod(exchange, "GET");
      send(exchange, 200, json(api.now()));
    } else if (PageApi.CHANGES.contains(name)) {
      requireMethod(exchange, "POST");
      send(exchange, 200, json(api.change(name, body(exchange))));
    } else {
      throw new Refused(404, "there is no such request");
    }
  }

  private static void requireMethod(HttpExchange exchange, String method) throws Refused {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new Refused(405, "this takes " + method + " only");
    }
  }

  private static JsonNode body(HttpExchange exchange) throws Refused, IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refused(415, "send JSON");
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      throw new Refused(413, "too long");
    }
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new Refused(400, "no JSON");
    }
  }

  private static byte[] json(Object value) throws IOException {
    return JSON.writeValueAsBytes(value);
  }

  private static void send(HttpExchange exchange, int status, byte[] json) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    write(exchange, status, json);
  }

  private static void write(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
