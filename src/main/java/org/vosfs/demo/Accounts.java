package org.vosfs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** {@code /ac/login} and {@code /cred/auth/priv} (sections 4.1, 4.2). */
final class Accounts implements Handler {
  private final Core core;

  Accounts(Core core) {
    this.core = core;
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    switch (exchange.method() + " " + rest) {
      case "POST /login" -> login(exchange);
      case "GET /auth/priv" -> certificate(exchange);
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

  private void certificate(Exchange exchange) throws IOException, Refusal {
    String header = exchange.header("Authorization");
    if (header == null || !header.startsWith("Basic ")) {
      throw new Refusal(401, "NotAuthenticated").header("WWW-Authenticate", "Basic realm=\"demo\"");
    }
    String pair;
    try {
      pair =
          new String(
              Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(401, "NotAuthenticated");
    }
    int colon = pair.indexOf(':');
    token(colon < 0 ? pair : pair.substring(0, colon), pair.substring(colon + 1));
    // Not a certificate: enough to test that the reply is stored as it comes.
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getEncoder()
                .encodeToString(
                    ("demo proxy of " + pair.substring(0, colon)).getBytes(StandardCharsets.UTF_8))
            + "\n-----END CERTIFICATE-----\n";
    exchange.bytes(200, "application/x-pem-file", pem.getBytes(StandardCharsets.US_ASCII));
  }
}
