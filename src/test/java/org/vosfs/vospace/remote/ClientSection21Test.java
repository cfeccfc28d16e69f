package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.vospace.remote.ClientRig.NOTE;
import static org.vosfs.vospace.remote.ClientRig.path;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.demo.Fault;
import org.vosfs.demo.Profile;
import org.vosfs.demo.Recording;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.ServiceNames;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceException;

/**
 * Section 21 of the protocol notes, row by row, from the client's side: what was measured on a
 * running vault and its storage sites does the client no harm.
 */
class ClientSection21Test {
  private static final List<String> ROWS =
      List.of(
          "21.1 no. 1, } in a property value",
          "21.1 no. 2, a refused segment is not reverted",
          "21.1 no. 3, illegal names",
          "21.1 no. 4, length, readable, writable and quota in documents",
          "21.1 no. 5, concurrent POSTs to one node",
          "names (2.2)",
          "availability (3.5)",
          "auth (4.3)",
          "types (5.1)",
          "XML (5.2)",
          "date (5.4)",
          "POST (5.4)",
          "listing (5.4)",
          "ispublic (5.4)",
          "custom keys (5.4)",
          "order (6.1)",
          "create (6.2)",
          "set (6.3)",
          "delete (6.4)",
          "locks (6.5)",
          "links (7)",
          "jobs (8.1)",
          "recursive props (8.3)",
          "push (9.2)",
          "parameter mode (9.3)",
          "endpoints (9.5)",
          "move (9.6)",
          "Digest (10.2)",
          "ranges (10.3)",
          "artifact id (10.3)",
          "PUT (10.6)",
          "transactions (10.7)",
          "lag, one database (10.8)",
          "lag, separate databases (10.8)",
          "cutouts (11.1)",
          "packages (11.2)",
          "faults (12)",
          "21.3 cost");

  @TempDir Path root;

  @TestFactory
  List<DynamicTest> rows() {
    ClientRows rows = new ClientRows(root, "21", ROWS);
    dangerous(rows);
    nodes(rows);
    ClientSection21Changes.add(rows);
    ClientSection21Bytes.add(rows);
    ClientSection21Changes.lag(rows);
    return rows.tests();
  }

  private static void dangerous(ClientRows rows) {
    rows.recorded(
            "21.1 no. 1, } in a property value",
            "vault",
            wire -> {
              String file = "23b-poisoned-node.txt";
              wire.on(
                  "GET",
                  "/vault/nodes/alice/pz",
                  file,
                  "listing of the directory that holds one node whose property value is {a}");
              wire.on("GET", "/vault/nodes/alice/pz/p", file, "GET the node");
              wire.on("DELETE", "/vault/nodes/alice/pz/p", file, "DELETE the node");
              ClientRig.list(wire.client, "/alice/pz");
              assertThatThrownBy(() -> wire.client.node(path("/alice/pz/p"), Detail.PROPERTIES))
                  .as("there, and not to be had: never absent")
                  .isInstanceOf(VospaceException.Malformed.class);
              assertThatThrownBy(() -> wire.client.delete(path("/alice/pz/p")))
                  .isInstanceOf(VospaceException.Malformed.class);
            })
        .on(
            "21.1 no. 2, a refused segment is not reverted",
            Profile.VAULT,
            rig -> {
              byte[] large = new byte[65 << 20];
              new java.util.Random(1).nextBytes(large);
              // from its first byte on: the segment after this one is refused
              Fault refused = Fault.status(412, "digest mismatch");
              UploadBody refusedOnce =
                  ClientSection21Bytes.body(
                      Bytes.body(large, null),
                      "text/plain",
                      () -> rig.server.faults().add("PUT", "/files", 1, refused));
              try {
                rig.client.upload(path("/f"), refusedOnce);
              } catch (VospaceException.Corrupt e) {
                rig.client.upload(path("/f"), Bytes.body(large, null));
              }
              List<String> methods = new ArrayList<>();
              rig.server.requests().snapshot().stream()
                  .dropWhile(one -> one.status() != 412)
                  .forEach(one -> methods.add(one.method()));
              // A reply that comes while the segment is still being sent may be lost with the
              // connection; then the transaction is asked first what it holds.
              assertThat(methods)
                  .as("refused, and the transaction given up or asked")
                  .startsWith("PUT")
                  .element(1)
                  .isIn("POST", "HEAD");
              assertThat(rig.server.space().read(rig.at("/f"))).isEqualTo(large);
            })
        .recorded(
            "21.1 no. 3, illegal names",
            "vault",
            wire -> {
              Set<String> names = new TreeSet<>();
              for (Recording one : Recording.read("vault/15b-names-double-encoding.txt")) {
                for (String part : one.target().replaceFirst("[?].*", "").split("/", -1)) {
                  if (part.contains("%25")) {
                    String once = URLDecoder.decode(part, StandardCharsets.UTF_8);
                    names.add(URLDecoder.decode(once, StandardCharsets.UTF_8));
                  }
                }
              }
              assertThat(names).hasSizeGreaterThan(8);
              for (String name : names) {
                if (name.indexOf('/') < 0 && !name.matches("\\p{L}+")) {
                  assertThat(ServiceNames.isLegal(name)).as(name).isFalse();
                  NodePath bad = path("/alice").resolve(name);
                  assertThatThrownBy(() -> wire.client.move(path("/alice/f"), bad))
                      .isInstanceOf(VospaceException.Invalid.class);
                  assertThatThrownBy(() -> wire.client.upload(bad, Bytes.body("x")))
                      .isInstanceOf(VospaceException.Invalid.class);
                }
              }
              assertThat(wire.server.requests()).as("before anything is sent").isEmpty();
            })
        .on(
            "21.1 no. 4, length, readable, writable and quota in documents",
            Profile.VAULT,
            ClientRig::users,
            rig -> {
              rig.server.space().setProperty(rig.at(""), NodeProperties.QUOTA, "1000");
              rig.client.node(path("/"), Detail.MAX);
              rig.client.update(path("/"), NodeKind.CONTAINER, PropertyChanges.setting(NOTE, "x"));
              assertThat(rig.look("/").properties().quota()).contains(1000L);
              rig.upload("/f", "content");
              rig.client.update(path("/f"), NodeKind.DATA, PropertyChanges.setting(NOTE, "x"));
              rig.upload("/f", "");
              Map<String, String> stored = rig.server.space().get(rig.at("/f")).properties();
              assertThat(stored)
                  .as("made anew, with what may be set and nothing else")
                  .containsEntry(NOTE, "x")
                  .doesNotContainKeys(
                      NodeProperties.LENGTH, NodeProperties.READABLE, NodeProperties.WRITABLE);
            })
        .recorded(
            "21.1 no. 5, concurrent POSTs to one node",
            "vault",
            ClientSection21Test::oneAfterTheOther);
  }

  private static void oneAfterTheOther(RecordedSpace wire) throws Exception {
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore another = new Semaphore(0);
    wire.server.on(
        "POST",
        "/vault/nodes/f",
        (exchange, body) -> {
          most.accumulateAndGet(together.incrementAndGet(), Math::max);
          another.release();
          try {
            another.acquire(); // its own
            boolean unused = another.tryAcquire(100, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          together.decrementAndGet();
          ScriptedVospace.nodes(ScriptedVospace.data("/f", 1)).on(exchange, body);
        });
    List<CompletableFuture<Void>> all =
        List.of(1, 2, 3, 4).stream()
            .map(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            wire.client.update(
                                path("/f"), NodeKind.DATA, PropertyChanges.setting(NOTE + i, "x"));
                          } catch (VospaceException e) {
                            throw new AssertionError(e);
                          }
                        }))
            .toList();
    all.forEach(CompletableFuture::join);
    assertThat(most).hasValue(1);
    assertThat(wire.server.requests()).hasSize(4);
  }

  private static void nodes(ClientRows rows) {
    rows.on(
            "names (2.2)",
            Profile.VAULT,
            rig -> {
              rig.put("/\u00e9", "composed");
              rig.put("/e\u0301", "decomposed");
              assertThat(rig.list("/"))
                  .as("two identical URIs are one name")
                  .containsExactly("\u00e9");
              assertThat(ServiceNames.isLegal("n".repeat(256))).as("before 512 are over").isFalse();
              assertThat(ServiceNames.isLegal("a\\b")).isFalse();
            })
        .noConcern(
            "availability (3.5)", "states are learned from the answers to what is asked anyway")
        .recorded(
            "auth (4.3)",
            "vault",
            wire -> {
              wire.server.on("GET", "/vault/synctrans", 503, "other way");
              wire.server.on(
                  "POST",
                  "/vault/synctrans",
                  org.vosfs.http.ScriptedServer.redirect(
                      "/vault/transfers/j/results/transferDetails"));
              wire.on(
                  "GET",
                  "/vault/transfers/j/results/transferDetails",
                  "08-transfers-sync.txt",
                  "bob reads alice's transferDetails");
              assertThatThrownBy(() -> wire.client.upload(path("/f"), Bytes.body("x")))
                  .isInstanceOf(VospaceException.class);
              wire.on("GET", "/vault/nodes/alice", "03-errors.txt", "bad token");
              assertThatThrownBy(() -> wire.client.node(path("/alice"), Detail.PROPERTIES))
                  .as("401 is for a credential that is no good, and never ENOENT")
                  .isInstanceOf(VospaceException.NotAuthenticated.class);
            })
        .recorded(
            "types (5.1)",
            "vault",
            wire -> {
              wire.on(
                  "PUT",
                  "/vault/nodes/alice/w/empty",
                  "02-create.txt",
                  "PUT create DataNode (no bytes) with properties");
              wire.client.create(path("/alice/w/empty"), NewNode.data());
              assertThat(wire.server.seen().get(0).text()).contains("\"vos:DataNode\"");
              for (String type : List.of("UnstructuredDataNode", "StructuredDataNode")) {
                String other = ScriptedVospace.node(type, "/s", "", "");
                wire.server.on("GET", "/vault/nodes/s", ScriptedVospace.nodes(other));
                assertThat(wire.client.node(path("/s"), Detail.PROPERTIES))
                    .isInstanceOf(Node.Data.class);
              }
            })
        .on(
            "XML (5.2)",
            Profile.VAULT,
            rig -> {
              rig.client.create(path("/d"), NewNode.container());
              rig.client.create(path("/f"), NewNode.data());
              rig.client.create(path("/l"), NewNode.link(rig.client.uriOf(path("/f"))));
              rig.asked();
              assertThatThrownBy(
                      () ->
                          rig.client.update(
                              path("/f"),
                              NodeKind.DATA,
                              PropertyChanges.setting(NOTE, "x".repeat(33_000))))
                  .isInstanceOf(VospaceException.TooLarge.class);
              assertThat(rig.asked()).as("32 KiB are counted here").isEmpty();
            })
        .on(
            "date (5.4)",
            Profile.VAULT,
            rig -> {
              try (RemoteVospaceClient top =
                  rig.connect(org.vosfs.auth.Credentials.anonymous(), "/")) {
                assertThat(top.node(path("/"), Detail.PROPERTIES).properties().date()).isEmpty();
              }
              rig.upload("/f", "x");
              java.util.Optional<java.time.Instant> before =
                  rig.look("/f").properties().contentDate();
              rig.client.update(path("/f"), NodeKind.DATA, PropertyChanges.setting(NOTE, "x"));
              assertThat(rig.look("/f").properties().contentDate())
                  .as("what tells of the content")
                  .isPresent()
                  .isEqualTo(before);
            })
        .on(
            "listing (5.4)",
            Profile.VAULT,
            rig -> {
              rig.upload("/f", "x");
              assertThat(rig.look("/f").properties().get(NodeProperties.TYPE))
                  .contains("text/plain");
              rig.client.list(
                  path("/"),
                  node -> assertThat(node.properties().get(NodeProperties.TYPE)).isEmpty());
            })
        .recorded(
            "ispublic (5.4)",
            "vault",
            wire -> {
              wire.on(
                  "GET",
                  "/vault/nodes/f",
                  "16b-unsynced-global.txt",
                  "node (vault does not know the artifact yet)");
              assertThat(wire.client.node(path("/f"), Detail.PROPERTIES).properties().isPublic())
                  .as("absent on what a push made")
                  .isFalse();
            })
        .on(
            "order (6.1)",
            Profile.VAULT,
            rig -> {
              String[] names = {
                "_x", "-x", ".x", "1", "10", "9", "a", "A", "b", "B", "\u00e9", "z"
              };
              for (String name : names) {
                rig.put("/" + name, "x");
              }
              assertThat(rig.list("/")).as("by pages of three").containsExactlyInAnyOrder(names);
            });
  }
}
