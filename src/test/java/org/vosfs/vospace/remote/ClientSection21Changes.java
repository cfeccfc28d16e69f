package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.vospace.remote.ClientRig.NOTE;
import static org.vosfs.vospace.remote.ClientRig.path;

import java.time.Duration;
import org.vosfs.demo.Profile;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * The rows of section 21 about changes of nodes, and about their lag; see {@link
 * ClientSection21Test}.
 */
final class ClientSection21Changes {
  private static final String READ =
      "/minoc/files/dXJpPWNhZGM6dmF1bHQv...~SIGNATURE.../cadc:vault/"
          + "28f2702c-a0bb-44e9-8eee-7a2decf5f815:fo/f";

  private ClientSection21Changes() {}

  static void add(ClientRows rows) {
    rows.on(
            "POST (5.4)",
            Profile.VAULT,
            rig -> {
              rig.upload("/f", "x");
              Node told =
                  rig.client.update(path("/f"), NodeKind.DATA, PropertyChanges.setting(NOTE, "x"));
              assertThat(told.properties().md5()).as("not in the reply").isEmpty();
              assertThat(rig.look("/f").properties().md5()).as("and back").isPresent();
            })
        .recorded(
            "custom keys (5.4)",
            "vault",
            wire -> {
              wire.on(
                  "POST",
                  "/vault/nodes/alice/w/f1",
                  "07-nodes-post.txt",
                  "POST comma separated groups",
                  "POST core#mtime");
              for (int i = 0; i < 2; i++) {
                assertThatThrownBy(
                        () ->
                            wire.client.update(
                                path("/alice/w/f1"),
                                NodeKind.DATA,
                                PropertyChanges.setting(NOTE, "x")))
                    .isInstanceOf(VospaceException.Invalid.class);
              }
            })
        .recorded(
            "create (6.2)",
            "vault",
            wire -> {
              wire.server.on(
                  "PUT",
                  "/vault/nodes/alice/same",
                  500,
                  "unexpected exception: org.springframework.dao.DuplicateKeyException: PreparedStatementCallback");
              assertThatThrownBy(() -> wire.client.create(path("/alice/same"), NewNode.data()))
                  .as("as 26-concurrency has it for the loser of a race")
                  .isInstanceOf(VospaceException.AlreadyExists.class);
              wire.on(
                  "PUT", "/vault/nodes/alice/w", "02-create.txt", "PUT create ContainerNode again");
              assertThatThrownBy(() -> wire.client.create(path("/alice/w"), NewNode.container()))
                  .isInstanceOf(VospaceException.AlreadyExists.class);
              wire.on("PUT", "/vault/nodes/newtop", "02-create.txt", "alice creates in the root");
              assertThatThrownBy(() -> wire.client.create(path("/newtop"), NewNode.container()))
                  .isInstanceOf(VospaceException.Denied.class);
            })
        .on(
            "set (6.3)",
            Profile.VAULT,
            rig -> {
              rig.client.create(path("/d"), NewNode.container());
              rig.put("/d/f", "x");
              rig.server.space().link(rig.at("/l"), rig.client.uriOf(path("/d")));
              rig.client.update(path("/l/f"), NodeKind.DATA, PropertyChanges.setting(NOTE, "via"));
              assertThat(rig.look("/d/f").properties().get(NOTE)).contains("via");
            })
        .on(
            "delete (6.4)",
            Profile.VAULT,
            rig -> {
              rig.put("/f", "x");
              rig.client.delete(path("/f"));
              assertThatThrownBy(() -> rig.client.delete(path("/f")))
                  .isInstanceOf(VospaceException.NotFound.class);
            })
        .on(
            "locks (6.5)",
            Profile.VAULT,
            rig -> {
              PropertyChanges lock = PropertyChanges.setting(NodeProperties.IS_LOCKED, "true");
              rig.client.create(path("/d"), NewNode.container());
              rig.put("/d/f", "x");
              rig.client.update(path("/d"), NodeKind.CONTAINER, lock);
              assertThatThrownBy(() -> rig.client.create(path("/d/g"), NewNode.data()))
                  .isInstanceOf(VospaceException.Denied.class);
              assertThatThrownBy(() -> rig.client.move(path("/d/f"), path("/g")))
                  .isInstanceOf(VospaceException.Denied.class);
              rig.upload("/d/f", "overwritten");
              rig.client.move(path("/d"), path("/e"));
              assertThat(rig.stored("/e/f")).isEqualTo("overwritten");
            })
        .on(
            "links (7)",
            Profile.VAULT,
            rig -> {
              rig.client.create(path("/self"), NewNode.link(rig.client.uriOf(path("/self"))));
              rig.client.create(path("/relative"), NewNode.link("../x"));
              assertThat(((Node.Link) rig.look("/relative")).target()).isEqualTo("../x");
              assertThatThrownBy(() -> rig.read("/self")).isInstanceOf(VospaceException.class);
              rig.client.create(path("/broken"), NewNode.link(rig.client.uriOf(path("/made"))));
              rig.upload("/broken", "by a push through it");
              assertThat(rig.stored("/made")).isEqualTo("by a push through it");
            });
  }

  static void lag(ClientRows rows) {
    rows.on(
            "lag, one database (10.8)",
            Profile.VAULT,
            s -> s.with(b -> b.withListingLag(Duration.ofSeconds(20))),
            rig -> {
              rig.upload("/f", "abc");
              assertThat(rig.length("/f")).isEqualTo(3);
              assertThat(rig.read("/f")).isEqualTo("abc");
            })
        .recorded(
            "lag, separate databases (10.8)",
            "vault",
            wire -> {
              String file = "16b-unsynced-global.txt";
              wire.on(
                  "GET",
                  "/vault/nodes/alice/g/f",
                  file,
                  "node (vault does not know the artifact yet)");
              wire.on("HEAD", "/vault/files/alice/g/f", file, "files HEAD");
              wire.on("GET", "/vault/files/alice/g/f", file, "files GET");
              wire.on("GET", READ, file, "minoc GET");
              Node node = wire.client.node(path("/alice/g/f"), Detail.PROPERTIES);
              assertThat(((Node.Data) node).length())
                  .as("0 by the node, 14 by its bytes")
                  .isEqualTo(14);
              assertThat(node.properties().contentDate())
                  .as("of the bytes, not of the node")
                  .contains(java.time.Instant.parse("2026-11-23T02:45:46Z"));
              assertThat(ClientRig.read(wire.client, "/alice/g/f", 0, 100))
                  .isEqualToIgnoringWhitespace("hello vospace");
            });
  }
}
