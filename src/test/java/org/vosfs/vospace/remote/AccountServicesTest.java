package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.http.ScriptedServer.answer;
import static org.vosfs.http.ScriptedServer.xml;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.auth.BasicPassword;
import org.vosfs.http.HttpSettings;
import org.vosfs.http.ScriptedServer;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;

/** Where one logs in, and what is sent there (protocol §4.1 to §4.3). */
class AccountServicesTest {
  private static final BasicPassword ANA = new BasicPassword("ana", "s&cret é");
  private static final String PASSWORD = "ivo://ivoa.net/sso#tls-with-password";

  @TempDir Path directory;
  private ScriptedVospace space;
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    space = new ScriptedVospace();
    server = space.server;
  }

  @AfterEach
  void stop() {
    space.close();
  }

  private AccountServices accounts(String resource) {
    return new AccountServices(
        new AccountServices.Means(
            HttpSettings.defaults("vosfs-test"), space.time.surroundings(), Duration.ofSeconds(30)),
        new Registry(List.of(server.base() + "/reg"), directory, () -> Instant.EPOCH),
        resource,
        ServiceLocator.endpoint(server.base() + "/vault"));
  }

  private AccountServices registered() {
    return accounts("ivo://example.org/vault");
  }

  private void registry() {
    server.on(
        "GET",
        "/reg/resource-caps",
        200,
        "ivo://example.org/cred = %1$s/cred/capabilities\nivo://example.org/gms = %1$s/ac/caps\n"
            .formatted(server.base()));
  }

  private String capability(String id, String url, String method) {
    return ("<capability standardID='%s'><interface><accessURL>%s%s</accessURL>"
            + "<securityMethod standardID='%s'/></interface></capability>")
        .formatted(id, server.base(), url, method);
  }

  private void offer(String path, String... capabilities) {
    server.on(
        "GET",
        path,
        xml(
            "<v:capabilities xmlns:v='http://www.ivoa.net/xml/VOSICapabilities/v1.0'>"
                + String.join("", capabilities)
                + "</v:capabilities>"));
  }

  private void challenge(String... headers) {
    server.on(
        "GET",
        "/vault/nodes",
        (exchange, body) -> {
          for (String header : headers) {
            exchange
                .getResponseHeaders()
                .add("WWW-Authenticate", header.replace("BASE", server.base()));
          }
          exchange.sendResponseHeaders(403, -1);
        });
  }

  @Test
  void theCertificateComesFromTheInterfaceForPasswords() throws Exception {
    registry();
    String proxy = "ivo://ivoa.net/std/CDP#proxy-1.0";
    offer(
        "/cred/capabilities",
        capability(proxy, "/cred/priv", "ivo://ivoa.net/sso#tls-with-certificate"),
        capability(
            proxy, "/cred/auth/priv", "http://www.w3.org/Protocols/HTTP/1.0/spec/html#BasicAA"));
    server.on("GET", "/cred/auth/priv", 200, "-----BEGIN");
    AccountServices accounts = registered();
    Url place = accounts.certificates();
    assertThat(accounts.certificate(place, 7, ANA)).isEqualTo("-----BEGIN");
    assertThat(server.seen())
        .last()
        .satisfies(
            asked -> {
              assertThat(asked.target()).isEqualTo("/cred/auth/priv?daysValid=7");
              assertThat(asked.header("Authorization")).isEqualTo("Basic YW5hOnMmY3JldCDDqQ==");
            });
    assertThat(server.seen().subList(0, server.seen().size() - 1))
        .as("nobody else is shown the password")
        .allSatisfy(asked -> assertThat(asked.header("Authorization")).isEmpty());
  }

  @Test
  void theTokenComesForAForm() throws Exception {
    registry();
    offer("/ac/caps", capability(PASSWORD, "/ac/login", PASSWORD));
    server.on("POST", "/ac/login", 200, "token\n");
    AccountServices accounts = registered();
    assertThat(accounts.token(accounts.tokens(), ANA)).isEqualTo("token\n");
    assertThat(server.seen())
        .last()
        .satisfies(
            asked -> {
              assertThat(asked.text()).isEqualTo("username=ana&password=s%26cret+%C3%A9");
              assertThat(asked.header("Content-Type"))
                  .isEqualTo("application/x-www-form-urlencoded");
            });
    server.on("POST", "/ac/login", 401, "no");
    assertThatThrownBy(() -> accounts.token(accounts.tokens(), ANA))
        .isInstanceOf(VospaceException.NotAuthenticated.class)
        .hasMessageContaining("does not accept this name and password")
        .hasMessageNotContaining("s&cret");
    server.on("POST", "/ac/login", 200, "x".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> accounts.token(accounts.tokens(), ANA))
        .hasMessageContaining("longer than");
  }

  @Test
  void whatNoRegistryKnowsTheServiceTellsByItsChallenges() throws Exception {
    registry();
    offer("/cred/capabilities");
    challenge(
        "Bearer",
        "ivoa_cookie standard_id=\"%1$s\", access_url=\"BASE/wrong\", ivoa_bearer standard_id=\"x\", access_url=\"BASE/wrong\""
            .formatted(PASSWORD),
        "ivoa_bearer access_url=\"BASE/login\" , standard_id=\"%s\"".formatted(PASSWORD),
        "ivoa_x509",
        "ivoa_x509 standard_id=\"ivo://ivoa.net/std/CDP#proxy-1.0\", access_url=\"BASE/priv\"");
    for (AccountServices accounts : List.of(registered(), accounts(""))) {
      assertThat(accounts.tokens()).hasToString(server.base() + "/login");
      assertThat(accounts.certificates()).hasToString(server.base() + "/priv");
    }
  }

  @Test
  void whereNobodyTellsThatIsSaid() {
    challenge("ivoa_x509", "Bearer");
    assertThatThrownBy(() -> accounts("").tokens())
        .isInstanceOf(VospaceException.Unsupported.class)
        .hasMessageContainingAll("does not tell where", "resource=ivo://");
    assertThatThrownBy(() -> registered().tokens())
        .as("the first thing that went wrong")
        .hasMessageContainingAll("no registry answers", "endpoint=URL");
    registry();
    offer("/ac/caps");
    assertThatThrownBy(() -> registered().tokens())
        .isInstanceOf(VospaceException.Unsupported.class)
        .hasMessageContainingAll("/ac/caps", "offers no tokens");
  }

  @Test
  void noPasswordGoesInTheClear() {
    Url open = Url.of("http://example.org/login").orElseThrow();
    assertThatThrownBy(() -> registered().token(open, ANA))
        .isInstanceOf(VospaceException.Invalid.class)
        .hasMessageContainingAll("over plain http", "http://example.org");
    assertThatThrownBy(() -> registered().certificate(open, 1, ANA))
        .isInstanceOf(VospaceException.Invalid.class);
    server.on("POST", "/ac/login", answer(307, Map.of("Location", "http://example.org/l"), ""));
    Url here = Url.of(server.base() + "/ac/login").orElseThrow();
    assertThatThrownBy(() -> registered().token(here, ANA))
        .as("nor where a redirect leads")
        .isInstanceOf(VospaceException.class);
    assertThat(server.requests()).containsExactly("POST /ac/login");
  }
}
