package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/** The rows of section 14 about dates, bytes and transfers; see {@link ClientSection14Test}. */
final class ClientSection14Bytes {
  private ClientSection14Bytes() {}

  static void add(ClientRows rows) {
    dates(rows);
    bytes(rows);
    transfers(rows);
  }

  private static void dates(ClientRows rows) {
    AtomicLong clock = new AtomicLong(1_800_000_000_123L);
    java.util.function.UnaryOperator<DemoSettings> clocked =
        s -> s.withClock(() -> Instant.ofEpochMilli(clock.get()));
    rows.row(
            "MD5 on nodes",
            null,
            rig -> {
              rig.upload("/f", "x");
              assertThat(rig.look("/f").properties().md5())
                  .contains("9dd4e461268c8034f5c8564e155c67a6");
            },
            rig -> {
              rig.upload("/f", "old");
              rig.upload("/f", "x");
              assertThat(rig.look("/f").properties().md5())
                  .as("without md5:")
                  .contains("9dd4e461268c8034f5c8564e155c67a6");
            })
        .on(
            "date of a file",
            Profile.VAULT,
            clocked,
            rig -> {
              rig.upload("/f", "x");
              assertThat(rig.look("/f").properties().contentDate())
                  .contains(Instant.ofEpochMilli(clock.get()));
            })
        .on(
            "date of a file",
            Profile.CAVERN,
            rig -> {
              rig.upload("/f", "x");
              NodeProperties told = rig.look("/f").properties();
              assertThat(told.contentDate()).isEmpty();
              assertThat(told.date()).isPresent();
            })
        .row(
            "date of a directory",
            null,
            rig -> {
              rig.server.space().mkdirs(rig.at("/d/e"));
              assertThat(rig.look("/d").properties().date()).isPresent();
            },
            rig -> {
              rig.server.space().mkdirs(rig.at("/d/e"));
              Path disk = rig.server.settings().root().resolve("files" + rig.at("/d"));
              java.nio.file.Files.setLastModifiedTime(
                  disk, java.nio.file.attribute.FileTime.fromMillis(5000));
              assertThat(rig.look("/d").properties().date()).contains(Instant.ofEpochSecond(5));
            })
        .on(
            "read-after-write of metadata",
            Profile.VAULT,
            s -> clocked.apply(s).with(b -> b.withListingLag(Duration.ofSeconds(20))),
            rig -> {
              assertThat(rig.upload("/f", "abc").length()).isEqualTo(3);
              long[] listed = {-1};
              rig.client.list(ClientRig.path("/"), node -> listed[0] = ((Node.Data) node).length());
              assertThat(listed[0]).as("the listing lags").isZero();
              assertThat(rig.length("/f")).as("the node does not").isEqualTo(3);
              assertThat(rig.read("/f")).isEqualTo("abc");
            })
        .row(
            "read-after-write of metadata",
            rig -> {
              rig.upload("/f", "abc");
              assertThat(rig.length("/f")).isEqualTo(3);
            },
            null,
            rig -> {
              rig.upload("/f", "abc");
              assertThat(rig.length("/f")).isEqualTo(3);
            });
  }

  private static void bytes(ClientRows rows) {
    rows.all(
            "direct PUT of bytes",
            rig -> {
              rig.upload("/f", "abc");
              assertThat(rig.asked())
                  .as("negotiated")
                  .anyMatch(line -> line.contains("/synctrans"));
              assertThat(rig.stored("/f")).isEqualTo("abc");
            })
        .row(
            "atomic replace",
            null,
            rig -> brokenReplace(rig, "old", true),
            rig -> brokenReplace(rig, "", false))
        .row(
            "resumable PUT",
            rig -> transaction(rig, false),
            rig -> transaction(rig, true),
            rig -> transaction(rig, false))
        .all(
            "zero-byte PUT",
            rig -> {
              rig.upload("/f", "content");
              rig.upload("/f", "");
              assertThat(rig.length("/f")).isZero();
              rig.upload("/new", "");
              assertThat(rig.length("/new")).isZero();
            })
        .all(
            "GET of empty file",
            rig -> {
              rig.client.create(ClientRig.path("/f"), NewNode.data());
              assertThat(rig.read("/f")).isEmpty();
            })
        .recorded(
            "GET of empty file",
            "vault",
            wire -> {
              wire.on(
                  "GET",
                  "/vault/files/alice/w/empty",
                  "03-errors.txt",
                  "files GET on DataNode without bytes");
              wire.on(
                  "HEAD",
                  "/vault/files/alice/w/empty",
                  "03-errors.txt",
                  "files HEAD on DataNode without bytes");
              wire.on("GET", "/vault/nodes/alice/w/empty", "06-nodes-get.txt", "GET data node");
              assertThat(ClientRig.read(wire.client, "/alice/w/empty", 0, 10)).isEmpty();
            })
        .all(
            "Range GET",
            rig -> {
              rig.upload("/f", "0123456789");
              assertThat(ClientRig.read(rig.client, "/f", 7, 100)).isEqualTo("789");
              assertThat(rig.client.traits().ranges())
                  .contains(rig.server.settings().profile() != Profile.CAVERN);
            })
        .noConcern("cutouts", "a filesystem shows whole files; the client sends no SODA parameters")
        .row(
            "pre-authorised URLs",
            null,
            ClientSection14Bytes::nothingShown,
            ClientSection14Bytes::nothingShown)
        .on(
            "pre-authorised URLs",
            Profile.CAVERN,
            s -> ClientRig.users(s).with(b -> b.withPreauthorised(false)),
            rig -> {
              rig.upload("/f", "abc");
              assertThat(rig.read("/f")).as("by token, where there are none").isEqualTo("abc");
            })
        .row(
            "content changes behind the service",
            null,
            null,
            rig -> {
              rig.upload("/f", "abc");
              rig.put("/f", "edited by a session");
              assertThat(rig.read("/f")).isEqualTo("edited by a session");
              assertThat(rig.look("/f").properties().md5())
                  .as("stale, and for fs to distrust")
                  .contains("900150983cd24fb0d6963f7d28e17f72");
            });
  }

  private static void brokenReplace(ClientRig rig, String left, boolean atomic) throws Exception {
    rig.upload("/f", "old");
    rig.read("/f");
    rig.server.faults().always("PUT", "/files", org.vosfs.demo.Fault.cutUpload(2));
    assertThatThrownBy(() -> rig.upload("/f", "new content")).isInstanceOf(VospaceException.class);
    rig.server.faults().clear();
    assertThat(rig.stored("/f")).isEqualTo(left);
    assertThat(rig.client.traits().atomicReplace()).contains(atomic);
    rig.upload("/f", "new content");
    assertThat(rig.stored("/f")).isEqualTo("new content");
  }

  private static void transaction(ClientRig rig, boolean used) throws Exception {
    byte[] large = new byte[65 << 20];
    rig.client.upload(ClientRig.path("/f"), Bytes.body(large, null));
    long puts =
        rig.server.requests().snapshot().stream().filter(r -> r.method().equals("PUT")).count();
    assertThat(puts > 1).isEqualTo(used);
    assertThat(rig.length("/f")).isEqualTo(large.length);
  }

  private static void nothingShown(ClientRig rig) throws Exception {
    rig.upload("/f", "abc");
    assertThat(rig.read("/f")).isEqualTo("abc");
    assertThat(rig.server.requests().snapshot())
        .filteredOn(r -> r.at("/minoc") || r.at("preauth:"))
        .isNotEmpty()
        .noneMatch(r -> r.credentials());
  }

  private static void transfers(ClientRows rows) {
    rows.on(
            "owner after overwrite / move",
            Profile.VAULT,
            ClientRig::users,
            rig -> assertThat(owners(rig)).containsExactly("ana", "ben"))
        .on(
            "owner after overwrite / move",
            Profile.CAVERN,
            ClientRig::users,
            rig -> assertThat(owners(rig)).containsExactly("ben", "ben"))
        .all(
            "move onto existing data node",
            rig -> {
              rig.put("/a", "a");
              rig.put("/b", "b");
              assertThatThrownBy(() -> move(rig, "/a", "/b"))
                  .isInstanceOf(VospaceException.AlreadyExists.class);
              assertThat(rig.stored("/a") + rig.stored("/b")).isEqualTo("ab");
            })
        .all(
            "move onto existing container",
            rig -> {
              // the port's caller has made sure that the target is absent; the service moves into
              // it
              rig.put("/a", "a");
              rig.server.space().mkdirs(rig.at("/d/e"));
              move(rig, "/a", "/d");
              assertThat(rig.stored("/d/a")).isEqualTo("a");
            })
        .noConcern("copy", "two of three services have none; copying is reading and writing")
        .noConcern("3rd-party pull/push", "no operation of a filesystem asks for it")
        .noConcern("views/properties/protocols lists", "nothing is decided by them")
        .row(
            "HEAD on nodes",
            null,
            rig -> {
              rig.put("/f", "x");
              rig.look("/f");
              rig.upload("/f", "y");
              assertThat(rig.asked()).noneMatch(l -> l.startsWith("HEAD ") && l.contains("/nodes"));
            },
            null)
        .recorded(
            "HEAD on nodes",
            "vault",
            wire -> {
              // never asked for; should a proxy turn a GET into one, the answer is told as it is
              wire.on("GET", "/vault/nodes/alice/w", "03-errors.txt", "HEAD on /nodes");
              assertThatThrownBy(
                      () -> wire.client.node(ClientRig.path("/alice/w"), Detail.PROPERTIES))
                  .isInstanceOf(VospaceException.Unsupported.class);
            })
        .all(
            "sync parameter mode",
            rig -> {
              rig.upload("/f", "abc");
              List<String> asked = rig.asked();
              assertThat(asked).filteredOn(line -> line.contains("/synctrans")).hasSize(1);
              assertThat(asked.get(0)).startsWith("GET ").endsWith("/synctrans");
            })
        .noConcern("numeric ids", "the mount shows its user as the owner of everything");
  }

  private static void move(ClientRig rig, String from, String to) throws Exception {
    rig.client.move(ClientRig.path(from), ClientRig.path(to));
  }

  private static List<String> owners(ClientRig rig) throws Exception {
    Map<String, String> shared = Map.of(NodeProperties.GROUP_WRITE, ClientRig.GROUP);
    rig.client.create(ClientRig.path("/d"), new NewNode(NodeKind.CONTAINER, null, shared));
    rig.client.create(ClientRig.path("/d/f"), new NewNode(NodeKind.DATA, null, shared));
    try (RemoteVospaceClient ben = rig.ben()) {
      ben.upload(ClientRig.path("/d/f"), Bytes.body("x"));
      String written = owner(rig, "/d/f");
      ben.move(ClientRig.path("/d/f"), ClientRig.path("/d/g"));
      return List.of(written, owner(rig, "/d/g"));
    }
  }

  private static String owner(ClientRig rig, String path) throws Exception {
    return rig.look(path).properties().get(NodeProperties.CREATOR).orElse("");
  }
}
