package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.vospace.remote.ClientRig.NOTE;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * Section 14 of the protocol notes, row by row, from the client's side: in what the three services
 * differ, and that it makes no difference here, or the one it has to make.
 */
class ClientSection14Test {
  private static final List<String> ROWS =
      List.of(
          "listing order",
          "limit",
          "uri start",
          "unreadable container",
          "create reply",
          "link in parent path",
          "delete reply",
          "delete of a non-empty container",
          "setting read-only property",
          "unknown core property",
          "public flag",
          "group list delimiter",
          "links: targets",
          "links: properties",
          "locks",
          "inheritPermissions",
          "MD5 on nodes",
          "date of a file",
          "date of a directory",
          "container length",
          "quota property",
          "direct PUT of bytes",
          "atomic replace",
          "resumable PUT",
          "zero-byte PUT",
          "GET of empty file",
          "Range GET",
          "cutouts",
          "pre-authorised URLs",
          "read-after-write of metadata",
          "owner after overwrite / move",
          "move onto existing data node",
          "move onto existing container",
          "copy",
          "3rd-party pull/push",
          "views/properties/protocols lists",
          "HEAD on nodes",
          "sync parameter mode",
          "content changes behind the service",
          "numeric ids");

  private static final String MTIME = NodeProperties.CORE + "mtime";

  @TempDir Path root;

  @TestFactory
  List<DynamicTest> rows() {
    ClientRows rows = new ClientRows(root, "14", ROWS);
    listings(rows);
    nodes(rows);
    properties(rows);
    ClientSection14Bytes.add(rows);
    return rows.tests();
  }

  private static void make(ClientRig rig, String... names) {
    for (String name : names) {
      rig.server.space().mkdirs(rig.at("/d/" + name));
    }
  }

  private static void isRefused(
      Class<? extends VospaceException> as,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(as);
  }

  private static void listings(ClientRows rows) {
    ClientRows.Check whole =
        rig -> {
          make(rig, "B", "a", "A", "_x", "1", "-x", "10", "9");
          assertThat(rig.list("/d"))
              .containsExactlyInAnyOrder("B", "a", "A", "_x", "1", "-x", "10", "9");
        };
    rows.all("listing order", whole)
        .all("limit", rig -> pages(rig, 7))
        .all("uri start", rig -> pages(rig, 3))
        .on("unreadable container", Profile.SPEC, ClientRig::users, rig -> unreadable(rig))
        .on("unreadable container", Profile.VAULT, ClientRig::users, rig -> unreadable(rig))
        .on("unreadable container", Profile.CAVERN, ClientRig::users, rig -> unreadable(rig))
        .recorded(
            "unreadable container",
            "vault",
            wire -> {
              wire.on(
                  "GET", "/vault/nodes/alice/w", "06-nodes-get.txt", "bob lists private container");
              isRefused(
                  VospaceException.Denied.class, () -> ClientRig.list(wire.client, "/alice/w"));
              wire.on(
                  "GET",
                  "/vault/nodes/alice/w/empty",
                  "06-nodes-get.txt",
                  "bob GETs child of private container");
              isRefused(
                  VospaceException.Denied.class,
                  () -> wire.client.node(ClientRig.path("/alice/w/empty"), Detail.PROPERTIES));
            });
  }

  /** So many children by pages of three; a service without pages is asked once and not again. */
  private static void pages(ClientRig rig, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      make(rig, "n" + i);
    }
    assertThat(rig.list("/d")).hasSize(count).doesNotHaveDuplicates();
    boolean cavern = rig.server.settings().profile() == Profile.CAVERN;
    rig.asked();
    assertThat(rig.list("/d")).hasSize(count);
    List<String> asked = rig.asked();
    assertThat(asked).allMatch(line -> line.startsWith("GET ") && line.endsWith("/nodes/d"));
    assertThat(asked.size() == 1).as("one request").isEqualTo(cavern);
    if (cavern) {
      assertThat(rig.client.traits().paging()).contains(false);
    }
  }

  private static void unreadable(ClientRig rig) throws Exception {
    make(rig, "below");
    rig.server.space().mkdirs(rig.at("/empty"));
    try (RemoteVospaceClient ben = rig.ben()) {
      isRefused(VospaceException.Denied.class, () -> ClientRig.list(ben, "/d"));
      isRefused(
          VospaceException.Denied.class, () -> ben.node(ClientRig.path("/d/below"), Detail.MAX));
    }
    assertThat(rig.list("/empty")).as("an empty one of one's own is just that").isEmpty();
  }

  private static void nodes(ClientRows rows) {
    rows.all(
            "create reply",
            rig -> {
              Node made = rig.client.create(ClientRig.path("/d"), NewNode.container());
              assertThat(NodeKind.of(made)).isEqualTo(NodeKind.CONTAINER);
              assertThat(made.name()).isEqualTo("d");
            })
        .row(
            "link in parent path",
            rig -> throughLink(rig, false),
            rig -> throughLink(rig, true),
            rig -> throughLink(rig, true))
        .all(
            "delete reply",
            rig -> {
              rig.put("/f", "x");
              rig.client.delete(ClientRig.path("/f"));
              assertThat(rig.server.space().exists(rig.at("/f"))).isFalse();
            })
        .all(
            "delete of a non-empty container",
            rig -> {
              make(rig, "below");
              isRefused(
                  VospaceException.NotEmpty.class, () -> rig.client.delete(ClientRig.path("/d")));
              assertThat(rig.server.space().exists(rig.at("/d/below"))).isTrue();
            })
        .row(
            "setting read-only property",
            rig -> immutable(rig, true),
            rig -> immutable(rig, false),
            rig -> immutable(rig, false))
        .row(
            "unknown core property",
            rig -> {
              set(rig, MTIME, "1");
              assertThat(rig.look("/f").properties().get(MTIME)).contains("1");
            },
            rig -> isRefused(VospaceException.Invalid.class, () -> set(rig, MTIME, "1")),
            rig -> isRefused(VospaceException.Invalid.class, () -> set(rig, MTIME, "1")));
  }

  private static void throughLink(ClientRig rig, boolean followed) throws Exception {
    rig.server.space().mkdirs(rig.at("/d"));
    rig.server.space().link(rig.at("/l"), rig.client.uriOf(ClientRig.path("/d")));
    if (followed) {
      assertThat(rig.client.create(ClientRig.path("/l/f"), NewNode.data()).name()).isEqualTo("f");
      assertThat(rig.look("/l/f").name()).as("what was asked for, whatever its URI").isEqualTo("f");
    } else {
      isRefused(
          VospaceException.UnreadableLink.class,
          () -> rig.client.create(ClientRig.path("/l/f"), NewNode.data()));
    }
  }

  private static void set(ClientRig rig, String key, String value) throws Exception {
    rig.put("/f", "12");
    rig.client.update(ClientRig.path("/f"), NodeKind.DATA, PropertyChanges.setting(key, value));
  }

  private static void immutable(ClientRig rig, boolean refused) throws Exception {
    if (refused) {
      isRefused(VospaceException.Denied.class, () -> set(rig, NodeProperties.LENGTH, "5"));
    } else {
      set(rig, NodeProperties.LENGTH, "5");
    }
    assertThat(rig.length("/f")).isEqualTo(2);
    assertThat(rig.stored("/f")).isEqualTo("12");
  }

  private static void properties(ClientRows rows) {
    rows.row(
            "public flag",
            rig -> isPublic(rig, NodeProperties.PUBLIC_READ),
            rig -> isPublic(rig, NodeProperties.IS_PUBLIC),
            rig -> isPublic(rig, NodeProperties.IS_PUBLIC))
        .on("group list delimiter", Profile.SPEC, ClientRig::users, rig -> groups(rig, ","))
        .on("group list delimiter", Profile.VAULT, ClientRig::users, rig -> groups(rig, " "))
        .on("group list delimiter", Profile.CAVERN, ClientRig::users, rig -> groups(rig, " "))
        .row(
            "links: targets",
            rig -> target(rig, "http://example.org/x"),
            rig -> target(rig, "http://example.org/x"),
            rig -> {
              target(rig, "file:///etc/hosts");
              isRefused(VospaceException.Invalid.class, () -> target(rig, "http://example.org/x"));
            })
        .row(
            "links: properties",
            ClientSection14Test::propertyOnLink,
            ClientSection14Test::propertyOnLink,
            rig -> isRefused(VospaceException.Invalid.class, () -> propertyOnLink(rig)))
        .row(
            "locks",
            null,
            rig -> {
              set(rig, NodeProperties.IS_LOCKED, "true");
              assertThat(rig.look("/f").properties().isLocked()).isTrue();
              isRefused(
                  VospaceException.Denied.class, () -> rig.client.delete(ClientRig.path("/f")));
              isRefused(VospaceException.Denied.class, () -> rig.upload("/f", "new"));
              assertThat(rig.stored("/f")).isEqualTo("12");
            },
            rig -> {
              set(rig, NodeProperties.IS_LOCKED, "true");
              assertThat(rig.look("/f").properties().isLocked()).isFalse();
            })
        .recorded(
            "locks",
            "vault",
            wire -> {
              wire.on("DELETE", "/vault/nodes/alice/lk/f", "07b-locks.txt", "DELETE locked file");
              wire.on(
                  "PUT", "/vault/nodes/alice/lk/h", "07b-locks.txt", "create in locked container");
              wire.on(
                  "GET", "/vault/nodes/alice/lk/f", "07b-locks.txt", "GET detail=max locked file");
              wire.on("GET", "/vault/synctrans", "07b-locks.txt", "params push on locked file");
              isRefused(
                  VospaceException.Denied.class,
                  () -> wire.client.delete(ClientRig.path("/alice/lk/f")));
              isRefused(
                  VospaceException.Denied.class,
                  () -> wire.client.create(ClientRig.path("/alice/lk/h"), NewNode.data()));
              isRefused(
                  VospaceException.Denied.class,
                  () -> wire.client.upload(ClientRig.path("/alice/lk/f"), Bytes.body("x")));
              NodeProperties told =
                  wire.client.node(ClientRig.path("/alice/lk/f"), Detail.MAX).properties();
              assertThat(told.isLocked()).isTrue();
              assertThat(told.isReadable()).isTrue();
              assertThat(told.isWritable()).isFalse();
            })
        .row("inheritPermissions", null, rig -> inherits(rig, Map.of()), null)
        .on(
            "inheritPermissions",
            Profile.CAVERN,
            ClientRig::users,
            rig -> inherits(rig, Map.of(NodeProperties.GROUP_READ, ClientRig.GROUP)))
        .row("quota property", null, ClientSection14Test::quota, ClientSection14Test::quota)
        .row(
            "container length",
            null,
            rig -> containerLength(rig, false),
            rig -> containerLength(rig, true));
  }

  private static void isPublic(ClientRig rig, String key) throws Exception {
    rig.put("/f", "12");
    assertThat(rig.look("/f").properties().isPublic()).isFalse();
    rig.server.space().setProperty(rig.at("/f"), key, "true");
    assertThat(rig.look("/f").properties().isPublic()).isTrue();
  }

  private static void groups(ClientRig rig, String delimiter) throws Exception {
    String both = ClientRig.GROUP + delimiter + "ivo://cadc.nrc.ca/gms?other";
    rig.put("/f", "12");
    assertThat(rig.look("/f").properties().hasReadGroup()).isFalse();
    rig.server.space().setProperty(rig.at("/f"), NodeProperties.GROUP_READ, both);
    assertThat(rig.look("/f").properties().hasReadGroup()).isTrue();
    assertThat(rig.look("/f").properties().hasWriteGroup()).isFalse();
  }

  private static void target(ClientRig rig, String target) throws Exception {
    rig.client.create(ClientRig.path("/l"), NewNode.link(target));
    assertThat(((Node.Link) rig.look("/l")).target()).isEqualTo(target);
    assertThat(rig.client.pathOf(target)).isEmpty();
    rig.client.delete(ClientRig.path("/l"));
  }

  private static void propertyOnLink(ClientRig rig) throws Exception {
    String target = rig.client.uriOf(ClientRig.path("/f"));
    rig.client.create(
        ClientRig.path("/l"), new NewNode(NodeKind.LINK, target, Map.of(NOTE, "text")));
    assertThat(rig.look("/l").properties().get(NOTE)).contains("text");
  }

  private static void inherits(ClientRig rig, Map<String, String> needed) throws Exception {
    Map<String, String> wanted = new java.util.HashMap<>(needed);
    wanted.put(NodeProperties.CADC + "inheritPermissions", "true");
    rig.client.create(ClientRig.path("/d"), new NewNode(NodeKind.CONTAINER, null, wanted));
    assertThat(rig.look("/d").properties().isTrue(NodeProperties.CADC + "inheritPermissions"))
        .isTrue();
  }

  private static void quota(ClientRig rig) throws Exception {
    rig.server.space().setProperty(rig.at(""), NodeProperties.QUOTA, "1000");
    assertThat(rig.look("/").properties().quota()).contains(1000L);
  }

  private static void containerLength(ClientRig rig, boolean told) throws Exception {
    rig.server.space().setProperty(rig.at(""), NodeProperties.QUOTA, "1000");
    rig.put("/f", "1234567");
    assertThat(rig.look("/").properties().length().isPresent()).isEqualTo(told);
  }
}
