package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.http.ScriptedServer.answer;
import static org.vosfs.http.ScriptedServer.cutOff;
import static org.vosfs.http.ScriptedServer.hangUp;
import static org.vosfs.http.ScriptedServer.redirect;
import static org.vosfs.http.ScriptedServer.xml;
import static org.vosfs.vospace.remote.ScriptedVospace.container;
import static org.vosfs.vospace.remote.ScriptedVospace.data;
import static org.vosfs.vospace.remote.ScriptedVospace.nodes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vosfs.auth.BearerToken;
import org.vosfs.base.NodePath;
import org.vosfs.http.ScriptedServer;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;

/** Services, proxies and connections that misbehave. */
class OddServiceTest {
  private static final NodePath D = NodePath.of("/d");
  private static final NodePath F = NodePath.of("/d/f");
  private static final Map<String, String> XML = Map.of("Content-Type", "text/xml");

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

  // ---- first contact

  private void assertConnectFails(Class<? extends VospaceException> type, String... words) {
    assertThatThrownBy(() -> space.connect())
        .isInstanceOf(type)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains(words)
                    .doesNotContain("\n")
                    .hasSizeLessThan(300));
  }

  @Test
  void aServerThatIsDownIsToldAtOnce() {
    server.close();
    assertConnectFails(
        VospaceException.Unavailable.class, "cannot reach", "connection refused", "endpoint");
    assertThat(space.time.pauses()).isEmpty();
  }

  @Test
  void aWebSiteIsNoVospace() {
    server.on(
        "GET",
        "/vault/capabilities",
        answer(200, Map.of("Content-Type", "text/html;charset=utf-8"), "<html>hi</html>"));
    assertConnectFails(VospaceException.Invalid.class, "web page", "/capabilities");
    server.on("GET", "/vault/capabilities", 404, "nope");
    assertConnectFails(VospaceException.Invalid.class, "no VOSpace service", "/capabilities");
    server.on("GET", "/vault/capabilities", 200, "{}");
    assertConnectFails(VospaceException.Invalid.class, "not a VOSpace capabilities");
    server.on("GET", "/vault/capabilities", xml("<c:capabilities xmlns:c='x'></c:capabilities>"));
    assertConnectFails(VospaceException.Unsupported.class, "no VOSpace");
  }

  @Test
  void aWrongTokenIsNamed() {
    server.on("GET", "/vault/nodes", 401, "invalid token");
    assertThatThrownBy(() -> space.connect(BearerToken.of("secret-text")))
        .isInstanceOf(VospaceException.NotAuthenticated.class)
        .hasMessageContaining("expired")
        .hasMessageNotContaining("secret-text");
    Path missing = Path.of("no-such-token-file");
    assertThatThrownBy(() -> space.connect(BearerToken.fromFile(missing)))
        .isInstanceOf(VospaceException.NotAuthenticated.class)
        .hasMessageContaining("no-such-token-file does not exist");
  }

  @Test
  void anAbsentRootIsNamed() {
    RemoteSettings settings =
        RemoteSettings.of(server.base() + "/vault", NodePath.of("/gone"), "test");
    server.on("GET", "/vault/nodes/gone", 404, "NodeNotFound: gone");
    assertThatThrownBy(() -> space.connect(settings))
        .isInstanceOf(VospaceException.NotFound.class)
        .hasMessageContaining("no container /gone");
  }

  @Test
  void theCapabilitiesUrlItselfIsTaken() throws Exception {
    for (String form : List.of("/vault", "/vault/", "/vault/capabilities", "/vault//")) {
      RemoteSettings settings = RemoteSettings.of(server.base() + form, NodePath.ROOT, "test");
      space.connect(settings).close();
    }
  }

  // ---- metadata

  @Test
  void aProxysNotFoundPageRemovesNothing() throws Exception {
    server.on(
        "GET", "/vault/nodes/d/f", answer(404, Map.of("Content-Type", "text/html"), "<html>"));
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.node(F, Detail.PROPERTIES))
          .isInstanceOf(VospaceException.Malformed.class);
    }
  }

  @Test
  void aListingCutOffIsReadAgainWithoutRepeating() throws Exception {
    String whole = container("/d", data("/d/a", 1) + data("/d/b", 1));
    String cut = whole.substring(0, whole.indexOf("/d/b"));
    server.on(
        "GET", "/vault/nodes/d", cutOff(200, XML, cut, whole.length()), nodes(cut), nodes(whole));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(D, node -> names.add(node.name()));
      server.on("GET", "/vault/nodes/d", nodes(cut));
      assertThatThrownBy(() -> client.list(D, node -> {}))
          .isInstanceOf(VospaceException.Malformed.class);
    }
    assertThat(names).containsExactly("a", "b");
    assertThat(server.requests()).hasSize(6);
  }

  @Test
  void anEmptyListingOfWhatMayNotBeReadIsDenied() throws Exception {
    String unreadable = ScriptedVospace.node("ContainerNode", "/d", "", "<vos:nodes/>");
    server.on("GET", "/vault/nodes/d", nodes(unreadable));
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.list(D, node -> {}))
          .isInstanceOf(VospaceException.Denied.class);
    }
    assertThat(server.requests())
        .containsExactly("GET /vault/nodes/d?limit=3", "GET /vault/nodes/d?limit=0&detail=max");
  }

  @Test
  void pagingThatIsNotOfferedIsNoticed() throws Exception {
    String three = data("/d/a", 1) + data("/d/b", 1) + data("/d/c", 1);
    server.on(
        "GET",
        "/vault/nodes/d",
        nodes(container("/d", three)),
        answer(400, Map.of(), "OptionNotSupported: uri"),
        nodes(container("/d", three + data("/d/e", 1))));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(D, node -> names.add(node.name()));
      assertThat(client.traits().paging()).contains(false);
    }
    assertThat(names).containsExactly("a", "b", "c", "e");
  }

  @Test
  void aPageThatRepeatsForEverEnds() throws Exception {
    String three = data("/d/a", 1) + data("/d/b", 1) + data("/d/c", 1);
    server.on("GET", "/vault/nodes/d", nodes(container("/d", three)));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(D, node -> names.add(node.name()));
    }
    assertThat(names).containsExactly("a", "b", "c");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aDeletedStartOfAPageLosesNoName() throws Exception {
    server.on(
        "GET",
        "/vault/nodes/d",
        nodes(container("/d", data("/d/a", 1) + data("/d/b", 1) + data("/d/c", 1))),
        nodes(container("/d", data("/d/d", 1))));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(D, node -> names.add(node.name()));
    }
    assertThat(names).containsExactly("a", "b", "c", "d");
  }

  @Test
  void hostileNamesArriveAsTheyAre() throws Exception {
    String odd = data("/d/..", 1) + data("/d/a%2Fb", 1) + data("/d/x%00", 1) + data("/d/%zz", 1);
    server.on("GET", "/vault/nodes/d", nodes(container("/d", odd)));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(D, node -> names.add(node.name()));
    }
    assertThat(names).containsExactly("..", "a/b", "x\0", "%zz");
  }

  @Test
  void aCreateWhoseAnswerWasLostIsLookedAtBeforeRepeating() throws Exception {
    server.on("PUT", "/vault/nodes/d", hangUp());
    server.on("GET", "/vault/nodes/d", nodes(container("/d", "")));
    try (RemoteVospaceClient client = space.connect()) {
      assertThat(client.create(D, NewNode.container())).isInstanceOf(Node.Container.class);
      assertThat(server.requests())
          .containsExactly("PUT /vault/nodes/d", "GET /vault/nodes/d?limit=0");
      server.forget();
      server.on("PUT", "/vault/nodes/d", hangUp(), answer(201, XML, container("/d", "")));
      server.on("GET", "/vault/nodes/d", 404, "NodeNotFound");
      client.create(D, NewNode.container());
      assertThat(server.requests())
          .containsExactly(
              "PUT /vault/nodes/d", "GET /vault/nodes/d?limit=0", "PUT /vault/nodes/d");
    }
  }

  @Test
  void aDeleteWhoseAnswerWasLostIsLookedAtBeforeRepeating() throws Exception {
    server.on("DELETE", "/vault/nodes/d", hangUp());
    server.on("GET", "/vault/nodes/d", 404, "NodeNotFound");
    try (RemoteVospaceClient client = space.connect()) {
      client.delete(D);
      server.on("DELETE", "/vault/nodes/d", hangUp(), answer(404, Map.of(), "NodeNotFound"));
      server.on("GET", "/vault/nodes/d", nodes(container("/d", "")));
      client.delete(D);
      server.on("DELETE", "/vault/nodes/d", answer(404, Map.of(), "NodeNotFound"));
      assertThatThrownBy(() -> client.delete(D)).isInstanceOf(VospaceException.NotFound.class);
    }
  }

  // ---- moves

  private void job(ScriptedServer.Answer... phases) {
    server.on("POST", "/vault/transfers", redirect(server.base() + "/vault/transfers/j"));
    server.on("POST", "/vault/transfers/j/phase", redirect("/vault/transfers/j"));
    server.on("GET", "/vault/transfers/j/phase", phases);
  }

  @Test
  void aRunThatGotLostIsSeenInThePhase() throws Exception {
    job(answer(200, Map.of(), "PENDING"), answer(200, Map.of(), "COMPLETED"));
    server.on("POST", "/vault/transfers/j/phase", hangUp());
    try (RemoteVospaceClient client = space.connect()) {
      client.move(F, NodePath.of("/d/g"));
    }
  }

  @Test
  void aJobThatNeverEndsIsGivenUpAtTheDeadline() throws Exception {
    job(answer(200, Map.of(), "EXECUTING"));
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.move(F, NodePath.of("/d/g")))
          .isInstanceOf(VospaceException.Unavailable.class)
          .hasMessageContaining("EXECUTING");
    }
    assertThat(server.requests().size()).isLessThan(90);
  }

  @Test
  void anErrorWithoutTextIsStillAnError() throws Exception {
    job(answer(200, Map.of(), "ERROR"));
    server.on(
        "GET", "/vault/transfers/j", xml("<j:job xmlns:j='x'><j:phase>ERROR</j:phase></j:job>"));
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.move(F, NodePath.of("/d/g")))
          .isInstanceOf(VospaceException.Malformed.class);
      server.on(
          "GET",
          "/vault/transfers/j",
          xml(
              "<j:job xmlns:j='x'><j:phase>ERROR</j:phase><j:errorSummary><j:message>"
                  + "DuplicateNode: x</j:message></j:errorSummary></j:job>"));
      assertThatThrownBy(() -> client.move(F, NodePath.of("/d/g")))
          .isInstanceOf(VospaceException.AlreadyExists.class);
    }
  }

  // ---- bytes

  private static Map<String, String> part(long from, long to, long total, String id) {
    return Map.of(
        "Content-Range", "bytes " + from + "-" + (to - 1) + "/" + total, "x-artifact-id", id);
  }

  @Test
  void aBrokenReadGoesOnWhereItStopped() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect("/site/a"));
    server.on(
        "GET",
        "/site/a",
        cutOff(206, part(0, 10, 10, "v1"), "0123", 10),
        answer(206, part(4, 10, 10, "v1"), "456789"));
    Bytes.Sink sink = new Bytes.Sink();
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      download.read(0, 10, sink);
    }
    assertThat(sink.text()).isEqualTo("0123456789");
    assertThat(server.seen().get(2).header("Range")).isEqualTo("bytes=4-9");
  }

  @Test
  void aBrokenWholeFileIsReadAgainAndTheBeginningSkipped() throws Exception {
    server.on(
        "GET",
        "/vault/files/d/f",
        cutOff(200, Map.of("Last-Modified", "Mon, 23 Nov 2026 02:25:48 GMT"), "0123", 10),
        answer(200, Map.of("Last-Modified", "Mon, 23 Nov 2026 02:25:48 GMT"), "0123456789"));
    Bytes.Sink sink = new Bytes.Sink();
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      download.read(2, 3, sink);
    }
    assertThat(sink.offset).isZero();
    assertThat(sink.text()).isEqualTo("0123456789");
  }

  @Test
  void contentThatChangedBetweenTwoConnectionsIsNeverMixed() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect("/site/a"));
    server.on(
        "GET",
        "/site/a",
        cutOff(
            206,
            Map.of("Content-Range", "bytes 0-9/10", "Digest", "md5=XUFAKrxLKna5cZ2REBfFkg=="),
            "0123",
            10),
        answer(
            206,
            Map.of("Content-Range", "bytes 4-9/10", "Digest", "md5=1B2M2Y8AsgTpgAmY7PhCfg=="),
            "xxxxxx"));
    Bytes.Sink sink = new Bytes.Sink();
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      assertThatThrownBy(() -> download.read(0, 10, sink))
          .isInstanceOf(VospaceException.Corrupt.class);
    }
    assertThat(sink.text()).isEqualTo("0123");
  }

  private void offer(String... urls) {
    StringBuilder endpoints = new StringBuilder();
    for (String url : urls) {
      endpoints.append("<t:protocol uri='p'><t:endpoint>").append(url);
      endpoints.append("</t:endpoint></t:protocol>");
    }
    server.on("POST", "/vault/synctrans", redirect("/vault/transfers/n/results/transferDetails"));
    server.on("GET", "/vault/transfers/n/results/transferDetails", redirect("/vault/xfer/n"));
    server.on(
        "GET", "/vault/xfer/n", xml("<t:transfer xmlns:t='x'>" + endpoints + "</t:transfer>"));
  }

  @Test
  void aDeadSiteIsFollowedByTheOtherOne() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect("http://127.0.0.1:1/site/a"));
    offer("http://127.0.0.1:1/site/a", server.base() + "/site/b");
    server.on("GET", "/site/b", answer(206, part(0, 3, 3, "v1"), "abc"));
    Bytes.Sink sink = new Bytes.Sink();
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      download.read(0, 3, sink);
      download.read(0, 3, new Bytes.Sink());
    }
    assertThat(sink.text()).isEqualTo("abc");
    assertThat(server.requests())
        .containsExactly(
            "GET /vault/files/d/f",
            "POST /vault/synctrans",
            "GET /vault/transfers/n/results/transferDetails",
            "GET /vault/xfer/n",
            "GET /site/b",
            "GET /site/b");
  }

  @Test
  void aSiteThatFallsSilentIsLeftForAnotherThatGoesOnFromThere() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    server.on("GET", "/vault/files/d/f", redirect("/site/a"));
    offer(server.base() + "/site/a", server.base() + "/site/b");
    server.on("GET", "/site/a", silentAfter(2000, 4000, end));
    server.on("GET", "/site/b", answer(206, part(2000, 4000, 4000, "v1"), "b".repeat(2000)));
    Bytes.Sink sink = new Bytes.Sink();
    try (RemoteVospaceClient client =
            space.connect(space.settings().withStall(Duration.ofSeconds(2)));
        Download download = client.download(F)) {
      download.read(0, 4000, sink);
    } finally {
      end.countDown();
    }
    assertThat(sink.text()).isEqualTo("a".repeat(2000) + "b".repeat(2000));
    assertThat(server.requests()).filteredOn("GET /site/a"::equals).hasSize(1);
    assertThat(server.seen())
        .filteredOn(one -> one.target().equals("/site/b"))
        .allSatisfy(one -> assertThat(one.header("Range")).isEqualTo("bytes=2000-3999"));
  }

  /** Sends the head of a reply and the first bytes, and nothing more. */
  private static ScriptedServer.Answer silentAfter(int sent, int of, CountDownLatch end) {
    return (exchange, body) -> {
      part(0, of, of, "v1")
          .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(206, of);
      exchange.getResponseBody().write("a".repeat(sent).getBytes(StandardCharsets.US_ASCII));
      exchange.getResponseBody().flush();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Test
  void muchIsReadFromAllSitesAndADeadOneIsLeft() throws Exception {
    int piece = (int) RemoteDownload.SPREAD_AFTER;
    server.on("GET", "/vault/files/d/f", redirect("/site/a"));
    offer(server.base() + "/site/a", server.base() + "/site/b", "http://127.0.0.1:1/site/c");
    String bytes = "x".repeat(piece);
    server.on("GET", "/site/a", pieces(bytes));
    server.on("GET", "/site/b", pieces(bytes));
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      for (int i = 0; i < 6; i++) {
        Bytes.Sink sink = new Bytes.Sink();
        download.read(0, piece, sink);
        assertThat(sink.text()).isEqualTo(bytes);
      }
    }
    assertThat(server.requests()).filteredOn("POST /vault/synctrans"::equals).hasSizeBetween(1, 2);
    assertThat(server.requests()).contains("GET /site/a", "GET /site/b");
  }

  private static ScriptedServer.Answer pieces(String bytes) {
    return answer(206, part(0, bytes.length(), bytes.length(), "v1"), bytes);
  }

  @Test
  void anExpiredEndpointIsNegotiatedAgain() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect("/site/a"), redirect("/site/b"));
    server.on(
        "GET",
        "/site/a",
        answer(206, part(0, 3, 3, "v1"), "abc"),
        answer(403, Map.of(), "invalid auth token"));
    server.on("GET", "/site/b", answer(206, part(0, 3, 3, "v1"), "abc"));
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      download.read(0, 3, new Bytes.Sink());
      Bytes.Sink sink = new Bytes.Sink();
      download.read(0, 3, sink);
      assertThat(sink.text()).isEqualTo("abc");
    }
    assertThat(server.requests())
        .containsExactly(
            "GET /vault/files/d/f",
            "GET /site/a",
            "GET /site/a",
            "GET /vault/files/d/f",
            "GET /site/b");
  }

  @Test
  void sitesWithoutTheBytesAreNoProofThatTheFileIsGone() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect("/site/a"));
    offer(server.base() + "/site/a", server.base() + "/site/b");
    server.on("GET", "/site/a", 404, "not found");
    server.on("GET", "/site/b", 404, "not found");
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(F)) {
      assertThatThrownBy(() -> download.read(0, 3, new Bytes.Sink()))
          .isInstanceOf(VospaceException.Unavailable.class);
    }
    assertThat(space.time.pauses()).isNotEmpty();
  }

  @Test
  void tokensAreNotShownToStorageSites() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect("/site/a"));
    server.on("GET", "/site/a", answer(206, part(0, 3, 3, "v1"), "abc"));
    server.on("GET", "/vault/synctrans", redirect("/site/p"));
    server.on(
        "PUT",
        "/site/p",
        answer(
            201, Map.of("Digest", ContentHeaders.digest("900150983cd24fb0d6963f7d28e17f72")), ""));
    try (RemoteVospaceClient client = space.connect(BearerToken.of("secret"));
        Download download = client.download(F)) {
      download.read(0, 3, new Bytes.Sink());
      client.upload(F, Bytes.body("abc"));
    }
    assertThat(server.seen())
        .allSatisfy(
            one ->
                assertThat(one.header("Authorization"))
                    .as("%s", one)
                    .isEqualTo(one.target().startsWith("/vault") ? "Bearer secret" : ""));
  }

  @Test
  void anUploadTriesTheOtherSite() throws Exception {
    server.on("GET", "/vault/synctrans", redirect("http://127.0.0.1:1/site/a"));
    offer("http://127.0.0.1:1/site/a", server.base() + "/site/b");
    server.on(
        "PUT",
        "/site/b",
        answer(
            201, Map.of("Digest", ContentHeaders.digest("900150983cd24fb0d6963f7d28e17f72")), ""));
    try (RemoteVospaceClient client = space.connect()) {
      assertThat(client.upload(F, Bytes.body("abc")).digestConfirmed()).isTrue();
    }
  }

  @Test
  void whatWasStoredHasToBeWhatWasSent() throws Exception {
    server.on("GET", "/vault/synctrans", redirect("/site/a"));
    server.on("PUT", "/site/a", answer(201, Map.of("Digest", "md5=1B2M2Y8AsgTpgAmY7PhCfg=="), ""));
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.upload(F, Bytes.body("abc")))
          .isInstanceOf(VospaceException.Corrupt.class);
      server.on("PUT", "/site/a", answer(201, Map.of(), ""));
      server.on("GET", "/vault/nodes/d/f", nodes(data("/d/f", 2)));
      assertThatThrownBy(() -> client.upload(F, Bytes.body("abc")))
          .isInstanceOf(VospaceException.Corrupt.class);
      server.on("GET", "/vault/nodes/d/f", nodes(data("/d/f", 3)));
      assertThat(client.upload(F, Bytes.body("abc")).digestConfirmed()).isFalse();
    }
  }

  @Test
  void quotaAndSizeAreToldApart() throws Exception {
    server.on("GET", "/vault/synctrans", redirect("/site/a"));
    try (RemoteVospaceClient client = space.connect()) {
      server.on("PUT", "/site/a", 413, "limit: 100");
      assertThatThrownBy(() -> client.upload(F, Bytes.body("abc")))
          .isInstanceOf(VospaceException.QuotaExceeded.class);
      server.on("PUT", "/site/a", 413, "too large");
      assertThatThrownBy(() -> client.upload(F, Bytes.body("abc")))
          .isInstanceOf(VospaceException.TooLarge.class);
    }
  }

  @Test
  void aBrokenPutThatEmptiesTheFileAfterTheNextOneIsNoticed() throws Exception {
    String own = "/vault/files/preauth:T/d/f";
    String digest = ContentHeaders.digest("900150983cd24fb0d6963f7d28e17f72");
    server.on("GET", "/vault/synctrans", redirect(own));
    server.on("POST", "/vault/synctrans", 503, "no");
    server.on("PUT", own, hangUp(), answer(201, Map.of("Digest", digest), ""));
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.upload(F, Bytes.body("abc")))
          .isInstanceOf(VospaceException.Unavailable.class);
      server.on("HEAD", "/vault/files/d/f", length(2), length(2), length(0), length(0));
      assertThatThrownBy(() -> client.upload(F, Bytes.body("abc")))
          .isInstanceOf(VospaceException.Corrupt.class);
      server.on("HEAD", "/vault/files/d/f", length(0), length(3));
      client.upload(F, Bytes.body("abc"));
      server.forget();
      client.upload(F, Bytes.body("abc"));
      assertThat(server.requests()).hasSize(2);
    }
  }

  private static ScriptedServer.Answer length(long bytes) {
    return (exchange, body) -> {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(bytes));
      exchange.sendResponseHeaders(200, -1);
    };
  }

  @Test
  void aSiteThatStopsInTheMiddleEndsTheReadAtTheStallLimit() throws Exception {
    java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
    server.on(
        "GET",
        "/vault/files/d/f",
        (exchange, body) -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write(new byte[] {1, 2});
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (RemoteVospaceClient client =
            space.connect(space.settings().withStall(Duration.ofMillis(400)));
        Download download = client.download(F)) {
      assertThatThrownBy(() -> download.read(0, 10, new Bytes.Sink()))
          .isInstanceOf(VospaceException.Unavailable.class);
    } finally {
      end.countDown();
    }
  }
}
