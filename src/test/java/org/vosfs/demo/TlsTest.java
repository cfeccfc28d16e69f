package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.TestAuthority;

/** HTTPS, client certificates and their proxies, the certificate endpoint (sections 4.1, 9). */
final class TlsTest {
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final DemoUser ALICE = Rig.ALICE;

  private static TestAuthority authority = new TestAuthority("unused", Instant.EPOCH);
  private static TestAuthority.Identity server = authority.user("unused");
  private static TestAuthority.Identity alice = server;

  @TempDir Path root;

  @BeforeAll
  static void certificates() {
    authority = new TestAuthority("Test authority", Instant.now());
    server = authority.server();
    alice = authority.user("alice");
  }

  private DemoTls tls() throws Exception {
    return DemoTls.of(server.keyStore(PASSWORD), PASSWORD, List.of(authority.certificate()));
  }

  private DemoServer start(Profile profile) throws Exception {
    DemoTls.ProxyIssuer issuer =
        (user, days) -> authority.proxy(alice, Duration.ofDays(Math.min(days, 30))).pem();
    return DemoServer.start(
        DemoSettings.of(root, profile).withUsers(ALICE).withTls(tls().withProxies(issuer)));
  }

  /** Sends that identity whatever authorities the server names. */
  private static final class Always extends X509ExtendedKeyManager {
    private final TestAuthority.Identity identity;

    Always(TestAuthority.Identity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket s) {
      return "own";
    }

    @Override
    public String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine e) {
      return "own";
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
      return new String[] {"own"};
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket s) {
      return "";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }
  }

  private static HttpClient client(TestAuthority.@Nullable Identity identity) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManager[] keys = identity == null ? null : new KeyManager[] {new Always(identity)};
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  private static HttpResponse<String> get(HttpClient client, String url, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(java.net.URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static @Nullable String who(HttpClient client, DemoServer server) throws Exception {
    HttpResponse<String> reply = get(client, server.endpoint() + "/nodes?limit=0");
    assertThat(reply.statusCode()).isEqualTo(200);
    return reply.headers().firstValue("x-vo-authenticated").orElse(null);
  }

  @Test
  void certificatesAndTheirProxiesAreUsers() throws Exception {
    try (DemoServer demo = start(Profile.VAULT)) {
      assertThat(demo.endpoint().getScheme()).isEqualTo("https");
      assertThat(who(client(null), demo)).as("without certificate").isNull();
      assertThat(who(client(alice), demo)).isEqualTo("alice");
      TestAuthority.Identity proxy = authority.proxy(alice, Duration.ofDays(7));
      assertThat(who(client(proxy), demo)).as("a proxy").isEqualTo("alice");
      TestAuthority.Identity second = authority.proxy(proxy, Duration.ofDays(1));
      assertThat(who(client(second), demo)).as("a proxy of a proxy").isEqualTo("alice");
      assertThat(who(client(authority.user("mallory")), demo))
          .as("known to nobody")
          .isEqualTo("CN=mallory,OU=users,O=test");
    }
  }

  @Test
  void badChainsAreRefusedInTheHandshake() throws Exception {
    try (DemoServer demo = start(Profile.VAULT)) {
      TestAuthority.Identity expired = authority.proxy(alice, Duration.ofMinutes(-1));
      assertThatThrownBy(() -> who(client(expired), demo)).isInstanceOf(IOException.class);
      TestAuthority other = new TestAuthority("Other authority", Instant.now());
      TestAuthority.Identity foreign = other.proxy(other.user("alice"), Duration.ofDays(1));
      assertThatThrownBy(() -> who(client(foreign), demo)).isInstanceOf(IOException.class);
      TestAuthority.Identity forged =
          new TestAuthority.Identity(
              foreign.key(), List.of(foreign.certificate(), alice.certificate()));
      assertThatThrownBy(() -> who(client(forged), demo)).isInstanceOf(IOException.class);
      TestAuthority.Identity proxy = authority.proxy(alice, Duration.ofDays(1));
      TestAuthority.Identity alone =
          new TestAuthority.Identity(proxy.key(), List.of(proxy.certificate()));
      assertThatThrownBy(() -> who(client(alone), demo)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void certificatesGiveRightsAndEndpointsAreHttps() throws Exception {
    for (Profile profile : List.of(Profile.VAULT, Profile.CAVERN)) {
      try (DemoServer demo =
          DemoServer.start(
              DemoSettings.of(root.resolve(profile.service()), profile)
                  .withUsers(ALICE)
                  .withTls(tls()))) {
        String path = profile.home("alice") + "/f";
        String query =
            "/synctrans?TARGET="
                + Rig.encode(demo.space().uri(path))
                + "&DIRECTION=pushToVoSpace&PROTOCOL="
                + Rig.encode(Keys.CORE + "httpsput");
        assertThat(get(client(null), demo.endpoint() + query).statusCode()).isEqualTo(403);
        HttpClient own = client(alice);
        HttpResponse<String> redirect = get(own, demo.endpoint() + query);
        assertThat(redirect.statusCode()).isEqualTo(303);
        String url = redirect.headers().firstValue("Location").orElseThrow();
        assertThat(url).startsWith("https://127.0.0.1:" + demo.port() + "/");
        HttpRequest put =
            HttpRequest.newBuilder(java.net.URI.create(url))
                .PUT(HttpRequest.BodyPublishers.ofString("over TLS"))
                .build();
        assertThat(own.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
        assertThat(demo.space().read(path)).isEqualTo(Rig.utf8("over TLS"));
        String capabilities = get(own, demo.endpoint() + "/capabilities").body();
        assertThat(capabilities).contains(">" + demo.endpoint() + "/nodes<");
      }
    }
  }

  @Test
  void theCertificateEndpointDelegates() throws Exception {
    try (DemoServer demo = start(Profile.VAULT)) {
      String base = "https://127.0.0.1:" + demo.port();
      String basic = "Basic " + Base64.getEncoder().encodeToString(Rig.utf8("alice:alice"));
      HttpResponse<String> pem =
          get(client(null), base + "/cred/auth/priv?daysValid=7", "Authorization", basic);
      assertThat(pem.body())
          .contains("-----BEGIN CERTIFICATE-----")
          .contains("-----BEGIN RSA PRIVATE KEY-----");
      assertThat(get(client(alice), base + "/cred/priv").statusCode()).isEqualTo(200);
      assertThat(get(client(null), base + "/cred/priv").statusCode()).isEqualTo(401);
      String wrong = "Basic " + Base64.getEncoder().encodeToString(Rig.utf8("alice:bob"));
      assertThat(get(client(null), base + "/cred/auth/priv", "Authorization", wrong).statusCode())
          .isEqualTo(401);
      HttpResponse<String> days = get(client(alice), base + "/cred/priv?daysValid=soon");
      assertThat(days.statusCode()).isEqualTo(400);
      assertThat(get(client(alice), base + "/ac/whoami").body()).isEqualTo("alice");
      assertThat(get(client(null), base + "/ac/whoami").statusCode()).isEqualTo(401);
    }
  }
}
