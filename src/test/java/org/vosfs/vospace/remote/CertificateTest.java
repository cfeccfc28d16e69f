package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.ProxyCertificate;
import org.vosfs.auth.Tls;
import org.vosfs.base.NodePath;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.DemoTls;
import org.vosfs.demo.DemoUser;
import org.vosfs.demo.Fault;
import org.vosfs.demo.Profile;
import org.vosfs.http.HttpSettings;
import org.vosfs.http.LeapingTime;
import org.vosfs.http.ScriptedServer;
import org.vosfs.testing.TestAuthority;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;

/** The client over TLS with proxy certificates, found by the registry (protocol §3, §4.1). */
class CertificateTest {
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final DemoUser ANA = new DemoUser("ana", "ana-token");
  private static final DemoUser BEN = new DemoUser("ben", "ben-token");
  private static Instant began = Instant.EPOCH;

  private static TestAuthority authority = new TestAuthority("unused", began);
  private static TestAuthority.Identity server = authority.server();
  private static TestAuthority.Identity ana = server;

  @TempDir Path directory;
  private final LeapingTime time = new LeapingTime();
  private final AtomicReference<Instant> clock = new AtomicReference<>(began);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private DemoServer demo;
  private Path pem;
  private Path caFile;

  @BeforeAll
  static void certificates() {
    began = Instant.now();
    authority = new TestAuthority("Test authority", began);
    server = authority.server();
    ana = authority.user("ana");
  }

  @BeforeEach
  void open() throws Exception {
    demo = start(directory.resolve("space"), server);
    pem = directory.resolve("cadcproxy.pem");
    caFile = directory.resolve("ca.pem");
    Files.writeString(caFile, authority.pem());
    write(ana, Duration.ofDays(7));
  }

  private static DemoServer start(Path root, TestAuthority.Identity identity) throws Exception {
    DemoTls tls =
        DemoTls.of(identity.keyStore(PASSWORD), PASSWORD, List.of(authority.certificate()));
    return DemoServer.start(DemoSettings.of(root, Profile.VAULT).withUsers(ANA, BEN).withTls(tls));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    demo.close();
    time.close();
  }

  private void write(TestAuthority.Identity who, Duration life) throws IOException {
    Files.writeString(pem, authority.proxy(who, life).pem());
  }

  private Credentials certificate() {
    return new ProxyCertificate(pem, clock::get);
  }

  private RemoteVospaceClient connect(Credentials credentials, String path) throws Exception {
    Registry registry =
        new Registry(
            List.of(demo.registry().toString()), directory.resolve("registry"), clock::get);
    RemoteSettings settings =
        RemoteSettings.of("", NodePath.of(path), "vosfs-test")
            .withService(registry.service("ivo://demo.vosfs.org/vault"))
            .withCredentials(credentials)
            .withHttp(HttpSettings.defaults("vosfs-test").withTls(Tls.trusting(caFile)));
    RemoteVospaceClient client = RemoteVospaceClient.connect(settings, time.surroundings());
    opened.add(client);
    return client;
  }

  @Test
  void theWholeChainIsShownAndIsTheUser() throws Exception {
    RemoteVospaceClient client = connect(certificate(), "/ana");
    assertThat(client.traits().user()).contains("ana");
    client.create(NodePath.of("/d"), NewNode.container());
    assertThat(client.uriOf(NodePath.of("/d"))).isEqualTo("vos://demo.vosfs.org~vault/ana/d");
    assertThat(client.node(NodePath.of("/d"), Detail.MAX).properties().isWritable()).isTrue();
    client.upload(NodePath.of("/f"), Bytes.body("content"));
    assertThat(demo.requests().snapshot())
        .filteredOn(request -> !request.path().startsWith("/vault/"))
        .hasSizeGreaterThanOrEqualTo(2) // registry, storage site
        .allSatisfy(request -> assertThat(request.user()).as(request.line()).isNull());
  }

  @Test
  void serversAreVerified() throws Exception {
    Files.writeString(caFile, new TestAuthority("Other authority", began).pem());
    assertThatThrownBy(() -> connect(certificate(), "/ana"))
        .isInstanceOf(VospaceException.Unavailable.class)
        .hasMessageContainingAll("signed by an authority that is not known", "ca-file");
  }

  @Test
  void aServerWithTheCertificateOfAnotherNameIsRefused() throws Exception {
    try (DemoServer other = start(directory.resolve("other"), authority.user("elsewhere"))) {
      RemoteSettings settings =
          RemoteSettings.of(other.endpoint().toString(), NodePath.of("/ana"), "vosfs-test")
              .withCredentials(certificate())
              .withHttp(HttpSettings.defaults("vosfs-test").withTls(Tls.trusting(caFile)));
      assertThatThrownBy(() -> RemoteVospaceClient.connect(settings, time.surroundings()))
          .isInstanceOf(VospaceException.Unavailable.class);
      assertThat(other.requests().snapshot()).isEmpty();
    }
  }

  @Test
  void aRedirectToAnotherHostShowsNoCertificate() throws Exception {
    RemoteVospaceClient client = connect(certificate(), "/ana");
    try (DemoServer other = start(directory.resolve("other"), server)) {
      demo.faults()
          .add("GET", "/nodes", 1, Fault.redirect(303, other.endpoint() + "/nodes?limit=0"));
      client.node(NodePath.ROOT, Detail.PROPERTIES);
      assertThat(other.requests().snapshot())
          .singleElement()
          .satisfies(request -> assertThat(request.user()).isNull());
    }
    assertThat(client.node(NodePath.ROOT, Detail.MAX).properties().isWritable()).isTrue();
  }

  @Test
  void fromTlsNoRedirectLeadsToPlainHttp() throws Exception {
    RemoteVospaceClient client = connect(certificate(), "/ana");
    client.upload(NodePath.of("/f"), Bytes.body("content"));
    try (ScriptedServer plain = new ScriptedServer()) {
      demo.faults().add("GET", "/nodes", 1, Fault.redirect(303, plain.base() + "/vault/nodes"));
      assertThatThrownBy(() -> client.node(NodePath.ROOT, Detail.PROPERTIES))
          .isInstanceOf(VospaceException.class)
          .hasMessageContainingAll("from https to plain http", "refused");
      demo.faults().always("GET", "/files", Fault.redirect(303, plain.base() + "/f"));
      demo.faults().always("POST", "/synctrans", Fault.redirect(303, plain.base() + "/t"));
      assertThatThrownBy(
              () -> {
                try (Download download = client.download(NodePath.of("/f"))) {
                  download.read(0, 7, new Bytes.Sink());
                }
              })
          .isInstanceOf(VospaceException.class);
      demo.faults().always("GET", "/synctrans", Fault.redirect(303, plain.base() + "/put"));
      demo.faults().always("POST", "/synctrans", Fault.redirect(303, plain.base() + "/t"));
      assertThatThrownBy(() -> client.upload(NodePath.of("/f"), Bytes.body("more")))
          .isInstanceOf(VospaceException.class);
      assertThat(plain.requests()).isEmpty();
    }
    assertThat(demo.space().read("/ana/f")).asString().isEqualTo("content");
  }

  @Test
  void anExpiredOneLeavesPublicDataReadableAndARenewedOneBringsTheRest() throws Exception {
    demo.space().mkdirs("/ana/private");
    demo.space().put("/ana/private/closed", new byte[100]);
    demo.space().put("/ana/open", new byte[100]);
    demo.space().setProperty("/ana/open", "ivo://ivoa.net/vospace/core#ispublic", "true");
    demo.space().setProperty("/ana", "ivo://ivoa.net/vospace/core#ispublic", "true");
    RemoteVospaceClient client = connect(certificate(), "/ana");
    NodePath open = NodePath.of("/open");
    NodePath closed = NodePath.of("/private/closed");
    assertThat(client.node(closed, Detail.PROPERTIES)).isInstanceOf(Node.Data.class);
    clock.set(began.plus(Duration.ofDays(8)));
    assertThat(client.node(open, Detail.PROPERTIES)).isInstanceOf(Node.Data.class);
    for (Attempt attempt :
        List.<Attempt>of(
            () -> client.node(closed, Detail.PROPERTIES),
            () -> client.upload(open, Bytes.body("content")),
            () -> client.delete(open),
            () -> client.create(NodePath.of("/new"), NewNode.container()))) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(VospaceException.NotAuthenticated.class)
          .hasMessageContainingAll("expired at", "vosfs login");
    }
    write(ana, Duration.ofDays(20));
    clock.set(began.plus(Duration.ofDays(8)).plusSeconds(1));
    client.upload(open, Bytes.body("content"));
    assertThat(client.node(closed, Detail.PROPERTIES)).isInstanceOf(Node.Data.class);
  }

  /** Something that the service may refuse. */
  private interface Attempt {
    void run() throws Exception;
  }

  @Test
  void oneThatTheServerCallsExpiredIsReadAgain() throws Exception {
    RemoteVospaceClient client = connect(certificate(), "/ana");
    // by this clock it is good, by the server's it is not
    clock.set(began.minus(Duration.ofDays(1)));
    write(ana, Duration.ofMinutes(-1));
    clock.set(began.minus(Duration.ofHours(23)));
    assertThatThrownBy(() -> client.delete(NodePath.of("/none")))
        .as("this server hangs up without saying why")
        .isInstanceOf(VospaceException.class);
    write(ana, Duration.ofDays(1));
    clock.set(began.minus(Duration.ofHours(22)));
    client.create(NodePath.of("/d"), NewNode.container());
  }

  @Test
  void connectionsOfTheOneBeforeAreNotUsedForTheNext() throws Exception {
    RemoteVospaceClient client = connect(certificate(), "/ana");
    client.create(NodePath.of("/mine"), NewNode.container());
    write(authority.user("ben"), Duration.ofDays(1));
    clock.set(began.plusSeconds(2));
    assertThatThrownBy(() -> client.create(NodePath.of("/his"), NewNode.container()))
        .isInstanceOf(VospaceException.Denied.class);
    assertThat(client.traits().user()).contains("ben");
  }

  @Test
  void anExpiredOneIsNotMountedWith() throws Exception {
    clock.set(began.plus(Duration.ofDays(8)));
    assertThatThrownBy(() -> connect(certificate(), "/ana"))
        .isInstanceOf(VospaceException.NotAuthenticated.class)
        .hasMessageContainingAll("cadcproxy.pem", "expired at");
  }
}
