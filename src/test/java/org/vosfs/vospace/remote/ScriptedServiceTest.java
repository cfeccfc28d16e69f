package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.http.ScriptedServer.answer;
import static org.vosfs.http.ScriptedServer.redirect;
import static org.vosfs.http.ScriptedServer.xml;
import static org.vosfs.vospace.remote.ScriptedVospace.container;
import static org.vosfs.vospace.remote.ScriptedVospace.data;
import static org.vosfs.vospace.remote.ScriptedVospace.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vosfs.base.NodePath;
import org.vosfs.http.ScriptedServer;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.VospaceException;

/** The exact requests of each operation, and what becomes of the answers. */
class ScriptedServiceTest {
  private static final String MD5_HELLO = "5d41402abc4b2a76b9719d911017c592";
  private static final String DIGEST_HELLO = ContentHeaders.digest(MD5_HELLO);
  private static final NodePath FILE = NodePath.of("/d/f");

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

  @Test
  void aNodeIsOneRequestWithoutChildren() throws Exception {
    server.on("GET", "/vault/nodes/d/f", nodes(data("/d/f", 5)));
    try (RemoteVospaceClient client = space.connect()) {
      Node node = client.node(FILE, Detail.PROPERTIES);
      assertThat(node).isInstanceOf(Node.Data.class);
      assertThat(((Node.Data) node).length()).isEqualTo(5);
      assertThat(node.name()).isEqualTo("f");
    }
    assertThat(server.requests()).containsExactly("GET /vault/nodes/d/f?limit=0");
  }

  @Test
  void namesAreEncodedOnceAndExactly() throws Exception {
    server.on("GET", "/vault/nodes/a%3Bb&c=%C3%A9+(1)", nodes(data("/x", 1)));
    try (RemoteVospaceClient client = space.connect()) {
      client.node(NodePath.of("/a;b&c=é+(1)"), Detail.PROPERTIES);
    }
    assertThat(server.requests()).containsExactly("GET /vault/nodes/a%3Bb&c=%C3%A9+(1)?limit=0");
  }

  @Test
  void aMangledNameNeverReachesTheWire() throws Exception {
    try (RemoteVospaceClient client = space.connect()) {
      NodePath bad = NodePath.of("/d/a#b");
      assertThatThrownBy(() -> client.node(bad, Detail.PROPERTIES))
          .isInstanceOf(VospaceException.Invalid.class);
      assertThatThrownBy(() -> client.delete(bad)).isInstanceOf(VospaceException.Invalid.class);
      assertThatThrownBy(() -> client.list(bad, n -> {}))
          .isInstanceOf(VospaceException.Invalid.class);
      assertThatThrownBy(() -> client.create(bad, NewNode.data()))
          .isInstanceOf(VospaceException.Invalid.class);
      assertThatThrownBy(() -> client.move(bad, FILE)).isInstanceOf(VospaceException.Invalid.class);
      assertThatThrownBy(() -> client.move(FILE, bad)).isInstanceOf(VospaceException.Invalid.class);
      assertThatThrownBy(() -> client.upload(bad, Bytes.body("x")))
          .isInstanceOf(VospaceException.Invalid.class);
      try (Download download = client.download(bad)) {
        assertThatThrownBy(() -> download.read(0, 1, new Bytes.Sink()))
            .isInstanceOf(VospaceException.Invalid.class);
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void pagesAreContinuedInclusivelyFromTheRequestedPath() throws Exception {
    server.on(
        "GET",
        "/vault/nodes/d",
        nodes(container("/t", data("/t/a", 1) + data("/t/b", 1) + data("/t/c", 1))),
        nodes(container("/t", data("/t/c", 1) + data("/t/d", 1))));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(NodePath.of("/d"), node -> names.add(node.name()));
      assertThat(client.traits().paging()).contains(true);
    }
    assertThat(names).containsExactly("a", "b", "c", "d");
    assertThat(server.requests())
        .containsExactly(
            "GET /vault/nodes/d?limit=3",
            "GET /vault/nodes/d?limit=3&uri=vos%3A%2F%2Fexample.org~vault%2Fd%2Fc");
  }

  @Test
  void moreThanTheLimitMeansNoPaging() throws Exception {
    String four = data("/d/a", 1) + data("/d/b", 1) + data("/d/c", 1) + data("/d/d", 1);
    server.on("GET", "/vault/nodes/d", nodes(container("/d", four)));
    List<String> names = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect()) {
      client.list(NodePath.of("/d"), node -> names.add(node.name()));
      client.list(NodePath.of("/d"), node -> {});
      assertThat(client.traits().paging()).contains(false);
    }
    assertThat(names).containsExactly("a", "b", "c", "d");
    assertThat(server.requests())
        .containsExactly("GET /vault/nodes/d?limit=3", "GET /vault/nodes/d");
  }

  @Test
  void renameIsPolledAtOnce() throws Exception {
    String base = server.base();
    server.on("POST", "/vault/transfers", redirect(base + "/vault/transfers/j1"));
    server.on("POST", "/vault/transfers/j1/phase", redirect(base + "/vault/transfers/j1"));
    server.on(
        "GET",
        "/vault/transfers/j1/phase",
        answer(200, Map.of(), "EXECUTING"),
        answer(200, Map.of(), "COMPLETED\n"));
    try (RemoteVospaceClient client = space.connect()) {
      client.move(FILE, NodePath.of("/d/g"));
    }
    assertThat(server.requests())
        .containsExactly(
            "POST /vault/transfers",
            "POST /vault/transfers/j1/phase",
            "GET /vault/transfers/j1/phase",
            "GET /vault/transfers/j1/phase");
    assertThat(server.seen().get(0).text())
        .contains("<vos:target>vos://example.org~vault/d/f</vos:target>")
        .contains("<vos:direction>vos://example.org~vault/d/g</vos:direction>")
        .contains("<vos:keepBytes>false</vos:keepBytes>");
    assertThat(server.seen().get(0).header("Content-Type")).isEqualTo("text/xml");
    assertThat(server.seen().get(1).text()).isEqualTo("PHASE=RUN");
  }

  private static ScriptedServer.Answer removal(String phase, int removed) {
    String results =
        removed < 0
            ? ""
            : "<u:results><u:result id='successcount' x:href='final:" + removed + "'/></u:results>";
    return ScriptedServer.xml(
        "<u:job xmlns:u='http://www.ivoa.net/xml/UWS/v1.0' xmlns:x='http://www.w3.org/1999/xlink'>"
            + ("<u:phase>" + phase + "</u:phase>" + results + "</u:job>"));
  }

  /** The job of removing /d, which takes some seconds; what was told of it, each thing once. */
  private Set<String> removing(ScriptedServer.Answer... documents) throws Exception {
    String job = "/vault/async-delete/j";
    server.on("GET", "/vault/nodes/d", nodes(container("/d", "")));
    server.on("POST", "/vault/async-delete", redirect(server.base() + job));
    server.on("POST", job + "/phase", redirect(server.base() + job));
    ScriptedServer.Answer[] phases = new ScriptedServer.Answer[30];
    Arrays.fill(phases, answer(200, Map.of(), "EXECUTING"));
    phases[29] = answer(200, Map.of(), "COMPLETED");
    server.on("GET", job + "/phase", phases);
    server.on("GET", job, documents);
    Set<String> told = new LinkedHashSet<>();
    try (RemoteVospaceClient client = space.connect()) {
      TreeRemoval removal =
          client.deleteTree(
              NodePath.of("/d"),
              (phase, done) -> {
                told.add(phase + " " + done);
                return true;
              });
      assertThat(removal).isEqualTo(new TreeRemoval(12, 0, true));
    }
    return told;
  }

  @Test
  void aServiceThatCountsWhileItRemovesIsListenedTo() throws Exception {
    assertThat(removing(removal("EXECUTING", 5), removal("EXECUTING", 9), removal("COMPLETED", 12)))
        .containsExactly("EXECUTING -1", "EXECUTING 5", "EXECUTING 9", "EXECUTING 12");
  }

  @Test
  void oneThatCountsAtTheEndOnlyIsNotAskedAgainAndAgain() throws Exception {
    assertThat(
            removing(removal("EXECUTING", -1), removal("EXECUTING", -1), removal("COMPLETED", 12)))
        .containsExactly("EXECUTING -1");
    assertThat(server.requests()).filteredOn("GET /vault/async-delete/j"::equals).hasSize(3);
  }

  @Test
  void uploadIsNegotiationAndPut() throws Exception {
    String site = server.base() + "/minoc/files/TO~KEN==/cadc:vault/u";
    server.on("GET", "/vault/synctrans", redirect(site));
    server.on(
        "PUT",
        "/minoc/files/TO~KEN==/cadc:vault/u",
        answer(201, Map.of("Digest", DIGEST_HELLO), ""));
    try (RemoteVospaceClient client = space.connect()) {
      Stored stored = client.upload(FILE, Bytes.body("hello"));
      assertThat(stored.md5()).isEqualTo(MD5_HELLO);
      assertThat(stored.digestConfirmed()).isTrue();
      assertThat(client.traits().atomicReplace()).contains(true);
    }
    assertThat(server.requests())
        .containsExactly(
            "GET /vault/synctrans?TARGET=vos%3A%2F%2Fexample.org~vault%2Fd%2Ff"
                + "&DIRECTION=pushToVoSpace"
                + "&PROTOCOL=ivo%3A%2F%2Fivoa.net%2Fvospace%2Fcore%23httpput&REQUEST=redirect",
            "PUT /minoc/files/TO~KEN==/cadc:vault/u");
    ScriptedServer.Seen put = server.seen().get(1);
    assertThat(put.text()).isEqualTo("hello");
    assertThat(put.header("Content-Length")).isEqualTo("5");
    assertThat(put.header("Content-Type")).isEqualTo("text/plain");
    assertThat(put.header("Accept-Encoding")).isEmpty();
    assertThat(put.header("Upgrade")).isEmpty();
  }

  @Test
  void readingGoesThroughFilesOnceAndThenStraightToTheSite() throws Exception {
    server.on("GET", "/vault/files/d/f", redirect(server.base() + "/minoc/x:fo/f"));
    Map<String, String> headers =
        Map.of(
            "Content-Range",
            "bytes 1-3/5",
            "x-artifact-id",
            "id1",
            "Digest",
            DIGEST_HELLO,
            "Last-Modified",
            "Mon, 23 Nov 2026 02:25:48 GMT");
    server.on("GET", "/minoc/x:fo/f", answer(206, headers, "ell"));
    try (RemoteVospaceClient client = space.connect();
        Download download = client.download(FILE)) {
      Bytes.Sink sink = new Bytes.Sink();
      download.read(1, 3, sink);
      assertThat(sink.text()).isEqualTo("ell");
      assertThat(sink.offset).isEqualTo(1);
      assertThat(sink.version).isNotNull();
      assertThat(sink.version.artifactId()).isEqualTo("id1");
      assertThat(sink.version.length()).isEqualTo(5);
      assertThat(sink.version.md5()).isEqualTo(MD5_HELLO);
      assertThat(sink.version.date()).isEqualTo("2026-11-23T02:25:48Z");
      download.read(1, 3, new Bytes.Sink());
      assertThat(client.traits().ranges()).contains(true);
    }
    assertThat(server.requests())
        .containsExactly("GET /vault/files/d/f", "GET /minoc/x:fo/f", "GET /minoc/x:fo/f");
    assertThat(server.seen().get(1).header("Range")).isEqualTo("bytes=1-3");
  }

  @Test
  void deleteOnAServiceThatRefusesIsOneRequest() throws Exception {
    server.on("DELETE", "/vault/nodes/d/f", 200, "");
    try (RemoteVospaceClient client = space.connect()) {
      client.delete(FILE);
    }
    assertThat(server.requests()).containsExactly("DELETE /vault/nodes/d/f");
  }

  @Test
  void deleteOnAnUnknownServiceLooksFirst() throws Exception {
    server.on("GET", "/vault/nodes", xml(container("", "")));
    server.on("GET", "/vault/nodes/d", xml(container("/d", data("/d/f", 1))));
    server.on("DELETE", "/vault/nodes/d", 204, "");
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.delete(NodePath.of("/d")))
          .isInstanceOf(VospaceException.NotEmpty.class);
    }
    assertThat(server.requests()).containsExactly("GET /vault/nodes/d?limit=1");
  }

  @Test
  void createSendsTheWholeDocument() throws Exception {
    server.on("PUT", "/vault/nodes/d", answer(201, Map.of(), container("/d", "")));
    try (RemoteVospaceClient client = space.connect()) {
      assertThat(client.create(NodePath.of("/d"), NewNode.container()))
          .isInstanceOf(Node.Container.class);
    }
    assertThat(server.seen().get(0).text())
        .contains("uri=\"vos://example.org~vault/d\"")
        .contains("xsi:type=\"vos:ContainerNode\"")
        .contains("<vos:nodes");
  }
}
