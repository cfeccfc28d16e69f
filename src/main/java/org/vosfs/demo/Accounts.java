package org.vosfs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The account services (section 4): {@code /ac/login} gives tokens, {@code /ac/whoami} tells who
 * one is, {@code /cred/auth/priv} and {@code /cred/priv} give proxy certificates.
 */
final class Accounts implements Handler {
  private static final int DEFAULT_DAYS = 10;

  private final Core core;
  private final Documents documents;

  Accounts(Core core) {
    this.core = core;
    this.documents = new Documents(core);
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    boolean cred = exchange.rawPath().startsWith("/cred");
    switch (exchange.method() + " " + rest) {
      case "GET /capabilities" -> documents.accounts(exchange, cred);
      case "GET /availability" -> documents.availability(exchange, rest);
      case "POST /login" -> login(exchange);
      case "GET /whoami" -> whoami(exchange);
      case "GET /auth/priv" -> certificate(exchange, byPassword(exchange));
      case "GET /priv" -> certificate(exchange, byCredential(exchange));
      default -> throw Refusal.container(404, "Not Found");
    }
  }

  private void login(Exchange exchange) throws IOException, Refusal {
    byte[] body = exchange.document(XmlIn.LIMIT);
    Query form = Query.parse(body == null ? "" : new String(body, StandardCharsets.UTF_8));
    String token = token(form.get("username"), form.get("password"));
    exchange.set("x-vo-bearer", token);
    exchange.text(200, token);
  }

  private String token(@Nullable String name, @Nullable String password) throws Refusal {
    String token = core.identities().login(name, password);
    if (token == null) {
      throw new Refusal(401, "NotAuthenticated: invalid username or password");
    }
    return token;
  }

  /** The caller's name; 401 for one who has shown none. */
  private void whoami(Exchange exchange) throws IOException, Refusal {
    String name = byCredential(exchange);
    exchange.set("x-vo-authenticated", name);
    exchange.text(200, name);
  }

  /** The user of token, cookie or client certificate. */
  private static String byCredential(Exchange exchange) throws Refusal {
    if (exchange.caller().anonymous()) {
      throw new Refusal(401, "NotAuthenticated").header("WWW-Authenticate", "Bearer");
    }
    return exchange.caller().name();
  }

  /** The user of HTTP Basic credentials. */
  private String byPassword(Exchange exchange) throws Refusal {
    String[] pair = BasicPair.of(exchange.header("Authorization"));
    if (pair.length != 2) {
      throw new Refusal(401, "NotAuthenticated").header("WWW-Authenticate", "Basic realm=\"demo\"");
    }
    token(pair[0], pair[1]);
    return pair[0];
  }

  private void certificate(Exchange exchange, String user) throws IOException, Refusal {
    DemoTls tls = core.settings().tls();
    DemoTls.ProxyIssuer issuer = tls == null ? null : tls.proxies();
    String pem = issuer == null ? placeholder(user) : issued(issuer, user, days(exchange));
    exchange.bytes(200, "application/x-pem-file", pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static String issued(DemoTls.ProxyIssuer issuer, String user, int days) throws Refusal {
    try {
      return issuer.issue(user, days);
    } catch (IOException e) {
      throw new Refusal(404, "no certificate for " + user);
    }
  }

  private static int days(Exchange exchange) throws Refusal {
    String text = exchange.query().get("daysvalid");
    try {
      int days = text == null ? DEFAULT_DAYS : Integer.parseInt(text.trim());
      if (days > 0) {
        return days;
      }
    } catch (NumberFormatException e) {
      // Refused below like a number that is not positive.
    }
    throw Refusal.invalidArgument("daysValid must be a positive number: " + text);
  }

  /** Not a certificate: enough to test that the reply is stored as it comes. */
  private static String placeholder(String user) {
    byte[] text = ("demo proxy of " + user).getBytes(StandardCharsets.UTF_8);
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getEncoder().encodeToString(text)
        + "\n-----END CERTIFICATE-----\n";
  }
}
