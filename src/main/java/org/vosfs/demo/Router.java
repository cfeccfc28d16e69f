package org.vosfs.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request passes here: log, injected faults, authentication, the right handler, and refusals
 * turned into replies.
 */
final class Router implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Core core;
  private final RequestLog log;
  private final Faults faults;
  private final CountDownLatch closing;
  private final Map<String, Handler> handlers = new LinkedHashMap<>();

  Router(Core core, RequestLog log, Faults faults, CountDownLatch closing) {
    this.core = core;
    this.log = log;
    this.faults = faults;
    this.closing = closing;
  }

  /** Serves everything at and below a path. */
  Router at(String prefix, Handler handler) {
    handlers.put(prefix, handler);
    return this;
  }

  @Override
  public void handle(HttpExchange http) throws IOException {
    try (http) {
      serve(http);
    } catch (Exchange.Dropped e) {
      LOG.debug("{}: {}", http.getRequestURI(), e.getMessage());
    }
  }

  private void serve(HttpExchange http) throws IOException {
    String path = String.valueOf(http.getRequestURI().getRawPath());
    String query = http.getRequestURI().getRawQuery();
    RequestLog.Entry entry =
        log.arrived(
            core.settings().clock().instant(),
            new RequestLog.Line(
                http.getRequestMethod(),
                path,
                query == null ? "" : query,
                http.getRequestHeaders().getFirst("Range"),
                Identities.hasCredentials(http.getRequestHeaders())));
    String target = query == null ? path : path + "?" + query;
    FaultRule rule = faults.match(http.getRequestMethod(), target);
    Pauses.await(closing, faults.latency());
    if (rule != null) {
      entry.fault(rule.fault().kind().name());
      before(rule);
    }
    Caller caller = core.identities().authenticate(http.getRequestHeaders(), certificates(http));
    Exchange exchange = new Exchange(http, entry, rule, caller == null ? Caller.NOBODY : caller);
    entry.user(caller == null || caller.anonymous() ? null : caller.name());
    Handler handler = handler(path);
    boolean own = handler instanceof StorageSite || handler instanceof Accounts;
    try {
      if (rule != null && substituted(exchange, rule.fault())) {
        return;
      }
      if (!own) {
        identify(exchange);
        if (path.startsWith(core.service() + "/")) {
          core.state().get().require(exchange.method(), path.substring(core.service().length()));
        }
        authentication(exchange, caller);
      }
      dispatch(exchange, handler, path);
    } catch (Refusal e) {
      exchange.refuse(e);
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  private void before(FaultRule rule) throws Exchange.Dropped {
    switch (rule.fault().kind()) {
      case DELAY -> Pauses.await(closing, rule.fault().delay());
      case STALL -> rule.awaitRelease();
      case RESET_BEFORE -> throw new Exchange.Dropped("reset before processing");
      default -> {}
    }
  }

  private boolean substituted(Exchange exchange, Fault fault) throws IOException, Refusal {
    for (Map.Entry<String, String> header : fault.headers().entrySet()) {
      exchange.set(header.getKey(), header.getValue());
    }
    switch (fault.kind()) {
      case STATUS -> exchange.text(fault.status(), fault.body());
      case HTML -> {
        exchange.set("Content-Type", "text/html;charset=utf-8");
        exchange.text(fault.status(), fault.body());
      }
      case REDIRECT -> {
        exchange.set("Location", fault.body());
        exchange.empty(fault.status());
      }
      case EXPIRED_TOKEN -> {
        challenge(exchange, "Bearer error=\"invalid_token\", error_description=\"token expired\"");
        exchange.text(401, "invalid token");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Which software answers; clients learn from it. */
  private void identify(Exchange exchange) {
    String software = core.settings().profile().software();
    if (!software.isEmpty()) {
      exchange.set("Server", software);
    }
  }

  /** The client's certificates, which the TLS layer has verified; empty without. */
  private static List<X509Certificate> certificates(HttpExchange http) {
    List<X509Certificate> chain = new ArrayList<>();
    if (http instanceof HttpsExchange https) {
      try {
        for (Certificate certificate : https.getSSLSession().getPeerCertificates()) {
          chain.add((X509Certificate) certificate);
        }
      } catch (SSLPeerUnverifiedException e) {
        // No certificate was sent.
        return List.of();
      }
    }
    return chain;
  }

  private void authentication(Exchange exchange, @Nullable Caller caller) throws Refusal {
    if (caller == null) {
      String why = core.identities().defect(exchange.headers());
      challenge(exchange, "Bearer error=\"invalid_token\", error_description=\"" + why + "\"");
      throw new Refusal(401, why);
    }
    if (caller.anonymous()) {
      challenge(exchange, "Bearer");
    } else {
      exchange.set("x-vo-authenticated", caller.name());
    }
  }

  private void challenge(Exchange exchange, String bearer) {
    boolean told = core.profile() == Profile.SPEC || core.settings().behaviour().logins().told();
    exchange.add("WWW-Authenticate", told ? places(exchange.base()) : "ivoa_x509");
    exchange.add("WWW-Authenticate", bearer);
  }

  /** Where to log in, which not every installation tells (section 4.3). */
  private static String places(String base) {
    return "ivoa_bearer standard_id=\"ivo://ivoa.net/sso#tls-with-password\", access_url=\""
        + base
        + "/ac/login\", ivoa_x509 standard_id=\"ivo://ivoa.net/std/CDP#proxy-1.0\", access_url=\""
        + base
        + "/cred/auth/priv\"";
  }

  private @Nullable Handler handler(String path) {
    for (Map.Entry<String, Handler> entry : handlers.entrySet()) {
      String prefix = entry.getKey();
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return entry.getValue();
      }
    }
    return null;
  }

  private void dispatch(Exchange exchange, @Nullable Handler handler, String path)
      throws IOException, Refusal {
    if (exchange.method().equals("PATCH")) {
      throw Refusal.container(501, "Not Implemented");
    }
    if (handler == null) {
      throw Refusal.container(404, "Not Found");
    }
    for (Map.Entry<String, Handler> entry : handlers.entrySet()) {
      if (entry.getValue().equals(handler)) {
        handler.handle(exchange, path.substring(entry.getKey().length()));
        return;
      }
    }
  }

  private static void failed(Exchange exchange, RuntimeException e) throws IOException {
    if (exchange.begun()) {
      LOG.warn("{} {} failed within its reply", exchange.method(), exchange.rawPath(), e);
      throw new Exchange.Dropped("failed within the reply");
    }
    LOG.debug("{} {} failed", exchange.method(), exchange.rawPath(), e);
    exchange.refuse(new Refusal(500, "unexpected exception: " + e));
  }
}
