package org.vosfs.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.auth.BearerToken;
import org.vosfs.base.NodePath;
import org.vosfs.http.CredentialScope;
import org.vosfs.http.LeapingTime;
import org.vosfs.http.Url;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/** Whatever a server points to: the token is shown to the service itself, and to nobody else. */
class CredentialsStayTest {
  private static final NodePath F = NodePath.of("/f");

  private final LeapingTime time = new LeapingTime();
  private RawServer server;
  private RawServer other;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
    other = new RawServer();
    server.on("/vault/capabilities", Attacks.xml(Attacks.capabilities(server.base())));
    server.on("/vault/nodes", Attacks.xml(Attacks.node("ContainerNode", "", "<vos:nodes/>")));
    other.on("/", Attacks.xml(Attacks.node("DataNode", "", "")));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    other.close();
    time.close();
  }

  private RemoteVospaceClient connect() throws VospaceException {
    RemoteSettings settings =
        RemoteSettings.of(server.base() + "/vault", NodePath.ROOT, "test")
            .withCredentials(BearerToken.of("secret"));
    return RemoteVospaceClient.connect(settings, time.surroundings());
  }

  private void assertNothingShown(RawServer stranger) {
    assertThat(stranger.heads()).isNotEmpty().noneMatch(head -> head.contains("secret"));
    assertThat(server.heads()).anyMatch(head -> head.contains("Bearer secret"));
  }

  @Test
  void aNodeThatIsSaidToBeElsewhere() throws Exception {
    server.on("/vault/nodes/f", Attacks.redirect(other.base() + "/vault/nodes/f"));
    try (RemoteVospaceClient client = connect()) {
      client.node(F, Detail.PROPERTIES);
    }
    assertNothingShown(other);
  }

  @Test
  void aFileThatIsSaidToBeElsewhere() throws Exception {
    server.on("/vault/files/f", Attacks.redirect(other.base() + "/vault/files/f"));
    try (RemoteVospaceClient client = connect();
        Download download = client.download(F)) {
      download.read(0, 3, new Nowhere());
    }
    assertNothingShown(other);
  }

  @Test
  void anEndpointThatWantsTheToken() throws Exception {
    server.on("/vault/files/f", Attacks.redirect("http://127.0.0.1:1/dead"));
    server.on("/vault/synctrans", Attacks.redirect(server.base() + "/vault/xfer"));
    server.on(
        "/vault/xfer",
        Attacks.xml(
            "<transfer><protocol uri='x'><endpoint>"
                + other.base()
                + "/bytes</endpoint><securityMethod uri='ivo://ivoa.net/sso#token'/></protocol>"
                + "</transfer>"));
    try (RemoteVospaceClient client = connect();
        Download download = client.download(F)) {
      download.read(0, 3, new Nowhere());
    }
    assertNothingShown(other);
  }

  @Test
  void capabilitiesThatComeFromElsewhereNameNobodyTheTokenIsFor() throws Exception {
    server.on("/vault/capabilities", Attacks.redirect(other.base() + "/vault/capabilities"));
    other.on("/vault/capabilities", Attacks.xml(Attacks.capabilities(other.base())));
    other.on("/vault/nodes", Attacks.xml(Attacks.node("ContainerNode", "", "<vos:nodes/>")));
    try (RemoteVospaceClient client = connect()) {
      client.node(F, Detail.PROPERTIES);
    }
    assertNothingShown(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/vault/../stolen",
        "/vault/..",
        "/vault/%2e%2e/stolen",
        "/vault/.%2E/stolen",
        "/vault/x/..%2f..%2fstolen",
        "/vault/..;a=b/stolen",
        "/vaultage",
        "/vault/files/preauth:T/f"
      })
  void placesBesideTheService(String path) {
    Url own = Url.of(server.base() + "/vault/nodes").orElseThrow();
    CredentialScope scope = CredentialScope.nowhere().around(own);
    assertThat(scope.includes(Url.of(server.base() + path).orElseThrow())).isFalse();
    for (String good :
        List.of(
            "/vault/nodes/a..b", "/vault/nodes/...", "/vault/nodes/.a", "/vault/nodes/preauth:x")) {
      assertThat(scope.includes(Url.of(server.base() + good).orElseThrow())).as(good).isTrue();
    }
  }

  @Test
  void anIdentityThatIsNoWordIsNone() throws Exception {
    server.on(
        "/vault/files/f",
        out ->
            out.write(
                ("HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: 3\r\n"
                        + "x-artifact-id: a b c d\r\n\r\nabc")
                    .getBytes(StandardCharsets.US_ASCII)));
    Nowhere sink = new Nowhere();
    try (RemoteVospaceClient client = connect();
        Download download = client.download(F)) {
      download.read(0, 3, sink);
    }
    assertThat(Version.parse(sink.version.toText())).isEqualTo(sink.version);
    assertThat(sink.version.artifactId()).isNull();
  }

  @Test
  void plainHttpIsNotGoneOnWithAfterHttps() {
    Url secure = Url.of("https://h/vault/nodes/f").orElseThrow();
    assertThatThrownBy(
            () -> org.vosfs.http.Transport.redirectTarget(secure, server.base() + "/vault"))
        .hasMessageContaining("plain http");
  }

  private static final class Nowhere implements ContentSink {
    private Version version = Version.ofLength(-1);

    @Override
    public boolean begin(Version found, long offset) {
      version = found;
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer buffer) {
      buffer.position(buffer.limit());
      return true;
    }
  }
}
