package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.vospace.remote.ClientRig.NOTE;
import static org.vosfs.vospace.remote.ClientRig.path;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Fault;
import org.vosfs.demo.Profile;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * Section 20 of the protocol notes, row by row, from the client's side: what was measured on a
 * running cavern does the client no harm.
 */
class ClientSection20Test {
  private static final List<String> ROWS =
      List.of(
          "Range on /files and on pre-authorised URLs",
          "zero-length file",
          "failed PUT (abort, 412, no space, malformed Digest)",
          "PUT in progress",
          "MD5 property",
          "If-None-Match, Content-Range, Content-MD5, Content-Encoding on PUT",
          "PUT through /files under an inheriting container",
          "PUT on a link",
          "listing cost",
          "listing with an unreadable entry",
          "private container without permission",
          "echoing MD5, date, length or quota in a POST",
          "ispublic with xsi:nil",
          "islocked",
          "POST with another target on a link",
          "move sent to /synctrans",
          "POST /transfers?PHASE=RUN with a document",
          "push or pull negotiation for a missing target",
          "write over quota",
          "names");

  @TempDir Path root;

  @TestFactory
  List<DynamicTest> rows() {
    ClientRows rows = new ClientRows(root, "20", ROWS);
    bytes(rows);
    nodes(rows);
    transfers(rows);
    return rows.tests();
  }

  private static void bytes(ClientRows rows) {
    rows.on(
            "Range on /files and on pre-authorised URLs",
            Profile.CAVERN,
            rig -> {
              rig.upload("/f", "0123456789");
              assertThat(ClientRig.read(rig.client, "/f", 7, 100))
                  .as("of a whole reply")
                  .isEqualTo("789");
              assertThat(rig.client.traits().ranges()).contains(false);
            })
        .on(
            "zero-length file",
            Profile.CAVERN,
            rig -> {
              rig.upload("/f", "");
              assertThat(rig.length("/f")).isZero();
              assertThat(rig.read("/f")).isEmpty();
            })
        .on(
            "failed PUT (abort, 412, no space, malformed Digest)",
            Profile.CAVERN,
            s -> s.with(b -> b.withSpace(30)),
            rig -> {
              rig.upload("/f", "old");
              rig.server.faults().always("PUT", "/files", Fault.cutUpload(2));
              failsAndLeavesAWreck(rig, "new content");
              rig.server.faults().clear();
              failsAndLeavesAWreck(rig, "more than this disk has room for");
              rig.upload("/f", "new");
              assertThat(rig.stored("/f")).as("repeated until it is right").isEqualTo("new");
            })
        .recorded(
            "failed PUT (abort, 412, no space, malformed Digest)",
            "cavern",
            wire -> {
              wire.on(
                  "GET",
                  "/vault/nodes/f",
                  "11-put-semantics.txt",
                  "node after that: old content is lost, MD5 stale?");
              Node node = wire.client.node(path("/f"), Detail.PROPERTIES);
              assertThat(((Node.Data) node).length()).isZero();
              assertThat(node.properties().md5())
                  .as("the old one, told apart by length")
                  .isPresent();
            })
        .recorded(
            "PUT in progress",
            "cavern",
            wire -> {
              wire.on(
                  "GET",
                  "/vault/nodes/f",
                  "11-put-semantics.txt",
                  "node: MD5 form changes after 2nd PUT (md5: prefix)",
                  "node during slow overwrite");
              Node before = wire.client.node(path("/f"), Detail.PROPERTIES);
              Node during = wire.client.node(path("/f"), Detail.PROPERTIES);
              assertThat(during.properties().md5().orElse(""))
                  .as("the old one")
                  .isEqualTo(before.properties().md5().orElse("?"));
              assertThat(((Node.Data) during).length())
                  .as("never taken for the same content")
                  .isNotEqualTo(((Node.Data) before).length());
            })
        .recorded(
            "MD5 property",
            "cavern",
            wire -> {
              String file = "11-put-semantics.txt";
              wire.on(
                  "GET",
                  "/vault/nodes/f",
                  file,
                  "node: MD5 form changes after 2nd PUT (md5: prefix)");
              assertThat(wire.client.node(path("/f"), Detail.PROPERTIES).properties().md5())
                  .hasValueSatisfying(md5 -> assertThat(md5).matches("[0-9a-f]{32}"));
            })
        .on(
            "If-None-Match, Content-Range, Content-MD5, Content-Encoding on PUT",
            Profile.CAVERN,
            rig -> {
              rig.upload("/f", "old");
              rig.upload("/f", "new");
              assertThat(rig.stored("/f")).isEqualTo("new");
            })
        .recorded(
            "If-None-Match, Content-Range, Content-MD5, Content-Encoding on PUT",
            "cavern",
            wire -> {
              wire.server.on(
                  "GET",
                  "/vault/synctrans",
                  org.vosfs.http.ScriptedServer.redirect("/vault/files/preauth:T/f"));
              wire.on(
                  "PUT", "/vault/files/preauth:T/f", "04-files-put.txt", "PUT new file via /files");
              try {
                wire.client.upload(path("/f"), Bytes.body("other bytes than were recorded"));
              } catch (VospaceException.Corrupt e) {
                // by the recorded digest
              }
              assertThat(wire.server.seen())
                  .filteredOn(one -> one.method().equals("PUT"))
                  .isNotEmpty()
                  .allSatisfy(
                      one ->
                          assertThat(one.headers().keySet())
                              .doesNotContainAnyElementsOf(
                                  Set.of(
                                      "if-none-match",
                                      "content-range",
                                      "content-md5",
                                      "content-encoding")));
            })
        .on(
            "PUT through /files under an inheriting container",
            Profile.CAVERN,
            ClientRig::users,
            rig -> {
              Map<String, String> inheriting =
                  Map.of(
                      NodeProperties.GROUP_READ,
                      ClientRig.GROUP,
                      NodeProperties.CADC + "inheritPermissions",
                      "true");
              rig.client.create(path("/d"), new NewNode(NodeKind.CONTAINER, null, inheriting));
              rig.upload("/d/pushed", "x");
              rig.client.create(path("/d/made"), NewNode.data());
              assertThat(rig.look("/d/pushed").properties().hasReadGroup()).isTrue();
              assertThat(rig.look("/d/made").properties().hasReadGroup()).isTrue();
            })
        .on(
            "PUT on a link",
            Profile.CAVERN,
            rig -> {
              rig.put("/f", "old");
              rig.server.space().link(rig.at("/l"), rig.client.uriOf(path("/f")));
              rig.upload("/l", "through");
              assertThat(rig.stored("/f")).isEqualTo("through");
              assertThat(NodeKind.of(rig.look("/l"))).isEqualTo(NodeKind.LINK);
            })
        .on(
            "write over quota",
            Profile.CAVERN,
            rig -> {
              rig.server.space().setProperty(rig.at(""), NodeProperties.QUOTA, "8");
              rig.upload("/f", "12345");
              assertThatThrownBy(() -> rig.upload("/g", "1234"))
                  .isInstanceOf(VospaceException.QuotaExceeded.class);
            })
        .recorded(
            "write over quota",
            "cavern",
            wire -> {
              wire.server.on(
                  "GET",
                  "/vault/synctrans",
                  org.vosfs.http.ScriptedServer.redirect("/vault/files/preauth:T/f"));
              wire.on(
                  "PUT",
                  "/vault/files/preauth:T/f",
                  "15-quota-nospace.txt",
                  "PUT 50 kB beyond quota -> 413");
              assertThatThrownBy(() -> wire.client.upload(path("/f"), Bytes.body("x")))
                  .isInstanceOf(VospaceException.QuotaExceeded.class)
                  .hasMessageContaining("limit:");
            });
  }

  private static void failsAndLeavesAWreck(ClientRig rig, String content) throws Exception {
    assertThatThrownBy(() -> rig.upload("/f", content)).isInstanceOf(VospaceException.class);
    assertThat(rig.length("/f")).isZero();
    assertThat(rig.look("/f").properties().md5()).contains("149603e6c03516362a8da23f624db945");
  }

  private static void nodes(ClientRows rows) {
    rows.on(
            "listing cost",
            Profile.CAVERN,
            rig -> {
              for (int i = 0; i < 20; i++) {
                rig.put("/f" + i, "x");
              }
              rig.list("/");
              rig.asked();
              assertThat(rig.list("/")).hasSize(20);
              assertThat(rig.asked()).as("and no question for each").hasSize(1);
            })
        .recorded(
            "listing with an unreadable entry",
            "cavern",
            wire -> {
              String file = "13-listing.txt";
              wire.server.on(
                  "GET",
                  "/vault/nodes/q",
                  wire.answer(file, "listing with a fifo in the directory"),
                  ScriptedVospace.nodes(ScriptedVospace.container("/q", "")));
              List<String> names = ClientRig.list(wire.client, "/q");
              assertThat(names).as("cut, and nothing says so").doesNotContain("pipe");
              wire.on("GET", "/vault/nodes/q/left-out", "11-put-semantics.txt", "node");
              assertThat(wire.client.node(path("/q/left-out"), Detail.PROPERTIES))
                  .as("asked for by name it is there")
                  .isInstanceOf(Node.Data.class);
            })
        .on(
            "private container without permission",
            Profile.CAVERN,
            ClientRig::users,
            rig -> {
              rig.server.space().mkdirs(rig.at("/d/below"));
              try (RemoteVospaceClient ben = rig.ben()) {
                assertThatThrownBy(() -> ClientRig.list(ben, "/d"))
                    .isInstanceOf(VospaceException.Denied.class);
                assertThatThrownBy(() -> ben.node(path("/d/below"), Detail.PROPERTIES))
                    .isInstanceOf(VospaceException.Denied.class);
              }
            })
        .on(
            "echoing MD5, date, length or quota in a POST",
            Profile.CAVERN,
            rig -> {
              rig.upload("/f", "x");
              rig.client.update(path("/f"), NodeKind.DATA, PropertyChanges.setting(NOTE, "y"));
              NodeProperties after = rig.look("/f").properties();
              assertThat(after.get(NOTE)).contains("y");
              assertThat(after.md5()).as("nothing was echoed").isPresent();
            })
        .on(
            "ispublic with xsi:nil",
            Profile.CAVERN,
            rig -> {
              rig.put("/f", "x");
              for (String value : List.of("true", "false")) {
                PropertyChanges change = PropertyChanges.setting(NodeProperties.IS_PUBLIC, value);
                rig.client.update(path("/f"), NodeKind.DATA, change);
                assertThat(rig.look("/f").properties().isPublic()).isEqualTo(value.equals("true"));
              }
            })
        .on(
            "islocked",
            Profile.CAVERN,
            rig -> {
              rig.put("/f", "x");
              PropertyChanges lock = PropertyChanges.setting(NodeProperties.IS_LOCKED, "true");
              rig.client.update(path("/f"), NodeKind.DATA, lock);
              assertThat(rig.look("/f").properties().isLocked()).as("200 or not").isFalse();
            })
        .noConcern(
            "POST with another target on a link",
            "no operation changes a target: a link is removed and made anew")
        .on(
            "names",
            Profile.CAVERN,
            rig -> {
              for (String name :
                  List.of(
                      "a b", "a%b", "a\"b", "a[b", "a{b", "a|b", "a^b", "a<b", "a`b", "a\tb",
                      "a\nb", "a\\b", "a#b", "a?b", "e\u0301")) {
                assertThatThrownBy(() -> rig.look("/" + name))
                    .as(name)
                    .isInstanceOf(VospaceException.Invalid.class);
                assertThatThrownBy(() -> rig.client.delete(path("/" + name)))
                    .isInstanceOf(VospaceException.Invalid.class);
              }
              assertThat(rig.asked()).as("before anything is sent").isEmpty();
              for (String name :
                  List.of("a+b", "a&b", "a:b", "a;b", "a'b", "a~b", "a@b", "a=b,$!*()", "\u00e9")) {
                rig.upload("/" + name, name);
                assertThat(rig.read("/" + name)).isEqualTo(name);
              }
            });
  }

  private static void transfers(ClientRows rows) {
    rows.on("move sent to /synctrans", Profile.CAVERN, ClientSection20Test::renamed)
        .on(
            "POST /transfers?PHASE=RUN with a document",
            Profile.CAVERN,
            ClientSection20Test::renamed)
        .on(
            "push or pull negotiation for a missing target",
            Profile.CAVERN,
            (DemoSettings s) -> ClientRig.users(s),
            rig -> {
              rig.server.space().mkdirs(rig.at("/d"));
              rig.put("/closed", "x");
              assertThatThrownBy(() -> rig.read("/none"))
                  .isInstanceOf(VospaceException.NotFound.class);
              assertThatThrownBy(() -> rig.upload("/none/f", "x"))
                  .isInstanceOf(VospaceException.NotFound.class);
              assertThatThrownBy(() -> rig.read("/d")).isInstanceOf(VospaceException.Invalid.class);
              try (RemoteVospaceClient ben = rig.ben()) {
                assertThatThrownBy(() -> ClientRig.read(ben, "/closed", 0, 10))
                    .isInstanceOf(VospaceException.Denied.class);
              }
            });
  }

  /** To the asynchronous endpoint, and started by a request of its own. */
  private static void renamed(ClientRig rig) throws Exception {
    rig.put("/f", "x");
    rig.client.move(path("/f"), path("/g"));
    assertThat(rig.stored("/g")).isEqualTo("x");
    List<String> asked = rig.asked();
    assertThat(asked).noneMatch(line -> line.contains("synctrans"));
    assertThat(asked.get(0)).startsWith("POST ").endsWith("/transfers");
    assertThat(asked.get(1)).startsWith("POST ").endsWith("/phase");
  }
}
