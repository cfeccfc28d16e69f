package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.http.ScriptedServer.answer;
import static org.vosfs.http.ScriptedServer.redirect;
import static org.vosfs.vospace.remote.ClientRig.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vosfs.demo.Fault;
import org.vosfs.demo.Profile;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/** The rows of section 21 about jobs, transfers and bytes; see {@link ClientSection21Test}. */
final class ClientSection21Bytes {
  private ClientSection21Bytes() {}

  static void add(ClientRows rows) {
    transfers(rows);
    bytes(rows);
  }

  private static void transfers(ClientRows rows) {
    rows.on(
            "jobs (8.1)",
            Profile.VAULT,
            rig -> {
              rig.put("/f", "x");
              rig.client.move(path("/f"), path("/g"));
              assertThat(rig.server.requests().snapshot())
                  .as("the phase is polled, never waited for on the server")
                  .noneMatch(one -> one.query().contains("WAIT"))
                  .anyMatch(one -> one.method().equals("GET") && one.path().endsWith("/phase"));
              assertThatThrownBy(() -> rig.client.move(path("/none"), path("/h")))
                  .isInstanceOf(VospaceException.NotFound.class);
            })
        .noConcern(
            "recursive props (8.3)", "rights of whole trees are no operation of a filesystem")
        .on(
            "push (9.2)",
            Profile.VAULT,
            ClientRig::users,
            rig -> {
              rig.server
                  .faults()
                  .always(
                      "GET",
                      "/synctrans",
                      Fault.status(400, "requested transfer specs not supported"));
              rig.server.faults().always("GET", "/xfer", Fault.noEndpoints());
              assertThatThrownBy(() -> rig.upload("/f", "x"))
                  .as("no site: to be tried again")
                  .isInstanceOf(VospaceException.Unavailable.class);
              rig.server.faults().clear();
              rig.server
                  .faults()
                  .always(
                      "GET",
                      "/synctrans",
                      Fault.status(400, "requested transfer specs not supported"));
              try (RemoteVospaceClient ben = rig.ben()) {
                assertThatThrownBy(() -> ben.upload(path("/new"), Bytes.body("x")))
                    .as("500, and the job says why")
                    .isInstanceOf(VospaceException.Denied.class);
              }
              rig.upload("/f", "x");
              assertThat(rig.stored("/f")).isEqualTo("x");
            })
        .on(
            "parameter mode (9.3)",
            Profile.VAULT,
            ClientRig::users,
            rig -> {
              rig.client.create(path("/d"), NewNode.container());
              rig.client.create(path("/empty"), NewNode.data());
              rig.put("/f", "x");
              assertThatThrownBy(() -> rig.read("/none"))
                  .isInstanceOf(VospaceException.NotFound.class);
              assertThatThrownBy(() -> rig.read("/d")).isInstanceOf(VospaceException.Invalid.class);
              assertThat(rig.read("/empty")).isEmpty();
              assertThatThrownBy(() -> rig.upload("/none/f", "x"))
                  .isInstanceOf(VospaceException.NotFound.class);
              try (RemoteVospaceClient ben = rig.ben()) {
                assertThatThrownBy(() -> ben.upload(path("/f"), Bytes.body("y")))
                    .isInstanceOf(VospaceException.Denied.class);
                assertThatThrownBy(() -> ClientRig.read(ben, "/f", 0, 10))
                    .isInstanceOf(VospaceException.Denied.class);
              }
            })
        .recorded(
            "endpoints (9.5)",
            "vault",
            wire -> {
              wire.server.on("GET", "/vault/synctrans", redirect("/minoc/files/T:fo/x"));
              wire.server.on(
                  "PUT",
                  "/minoc/files/T:fo/x",
                  answer(
                      201,
                      Map.of("Digest", ContentHeaders.digest("9dd4e461268c8034f5c8564e155c67a6")),
                      ""));
              wire.client.upload(path("/f"), Bytes.body("x"));
              assertThat(wire.server.seen().get(0).target())
                  .as("what the service itself speaks is asked for")
                  .contains("core%23httpput&");
            })
        .on(
            "endpoints (9.5)",
            Profile.VAULT,
            rig -> {
              UploadBody slow =
                  body(
                      "content",
                      "text/plain",
                      () -> {
                        rig.time.leap(Duration.ofMinutes(1));
                        rig.server.space().delete(rig.at("/f"));
                      });
              assertThatThrownBy(() -> rig.client.upload(path("/f"), slow))
                  .as("bytes that were taken for a node that is gone are no upload")
                  .isInstanceOf(VospaceException.class);
            })
        .recorded(
            "move (9.6)",
            "vault",
            wire -> {
              String job = "/vault/transfers/j";
              wire.server.on("POST", "/vault/transfers", redirect(job));
              wire.server.on("POST", job + "/phase", redirect(job));
              wire.server.on("GET", job + "/phase", 200, "ERROR");
              wire.server.on("GET", job + "/error", 200, "destination exists");
              wire.server.on(
                  "GET",
                  job,
                  org.vosfs.http.ScriptedServer.xml(
                      "<u:job xmlns:u='x'><u:phase>ERROR</u:phase><u:errorSummary><u:message>"
                          + "destination exists</u:message></u:errorSummary></u:job>"));
              assertThatThrownBy(() -> wire.client.move(path("/a"), path("/b")))
                  .as("as 26-concurrency has it for the losers of a race")
                  .isInstanceOf(VospaceException.AlreadyExists.class);
            });
  }

  /** A body of that type. */
  private static UploadBody typed(String text, String type) {
    return body(text, type, () -> {});
  }

  /** A body that does something when its first byte is wanted. */
  private static UploadBody body(String text, String type, Runnable first) {
    return body(Bytes.body(text), type, first);
  }

  static UploadBody body(UploadBody plain, String type, Runnable first) {
    return new UploadBody() {
      private boolean begun;

      @Override
      public long length() {
        return plain.length();
      }

      @Override
      public Optional<String> md5() {
        return Optional.empty();
      }

      @Override
      public Optional<String> contentType() {
        return Optional.of(type);
      }

      @Override
      public Optional<String> contentEncoding() {
        return Optional.empty();
      }

      @Override
      public int read(long offset, ByteBuffer into) throws IOException {
        if (!begun) {
          begun = true;
          first.run();
        }
        return plain.read(offset, into);
      }
    };
  }

  private static void bytes(ClientRows rows) {
    rows.on(
            "Digest (10.2)",
            Profile.VAULT,
            rig -> {
              byte[] content = "x".getBytes(java.nio.charset.StandardCharsets.UTF_8);
              assertThat(
                      rig.client
                          .upload(
                              path("/f"), Bytes.body(content, "9dd4e461268c8034f5c8564e155c67a6"))
                          .digestConfirmed())
                  .isTrue();
              assertThat(ContentHeaders.digest("9dd4e461268c8034f5c8564e155c67a6"))
                  .as("of the bytes, not of the digits")
                  .isEqualTo("md5=ndTkYSaMgDT1yFZOFVxnpg==");
            })
        .on(
            "ranges (10.3)",
            Profile.VAULT,
            rig -> {
              rig.upload("/f", "0123456789");
              assertThat(ClientRig.read(rig.client, "/f", 8, 100)).isEqualTo("89");
              assertThat(ClientRig.read(rig.client, "/f", 10, 5)).isEmpty();
              assertThat(ClientRig.read(rig.client, "/f", 2, 3)).isEqualTo("234");
              assertThat(rig.server.requests().snapshot())
                  .extracting(one -> one.range() == null ? "bytes=0-0" : one.range())
                  .as("from and to, one of each, nothing from the end")
                  .allMatch(range -> range.matches("bytes=\\d+-\\d+"));
            })
        .recorded(
            "ranges (10.3)",
            "vault",
            wire -> {
              String file = "12-minoc-get.txt";
              wire.server.on("GET", "/vault/files/f", redirect("/minoc/f"));
              wire.on("GET", "/minoc/f", file, "GET Range: bytes=8893-");
              assertThat(ClientRig.read(wire.client, "/f", 8893, 10))
                  .as("416 is the end")
                  .isEmpty();
              wire.on("GET", "/minoc/f", file, "GET Range: bytes=10-19");
              assertThat(ClientRig.read(wire.client, "/f", 10, 10)).hasSize(10);
            })
        .on(
            "artifact id (10.3)",
            Profile.VAULT,
            rig -> {
              rig.upload("/f", "x");
              Version one = version(rig.client, "/f");
              assertThat(one.artifactId()).isNotNull();
              assertThat(version(rig.client, "/f").sameContentAs(one)).isTrue();
              rig.upload("/f", "x");
              assertThat(version(rig.client, "/f").artifactId()).isNotEqualTo(one.artifactId());
            })
        .recorded(
            "artifact id (10.3)",
            "vault",
            wire -> {
              String file = "21-atomicity.txt";
              wire.server.on("GET", "/vault/files/f", redirect("/minoc/f"));
              wire.on(
                  "GET",
                  "/minoc/f",
                  file,
                  "GET while another PUT is half way",
                  "GET after that PUT finished");
              Version old = version(wire.client, "/f");
              Version now = version(wire.client, "/f");
              assertThat(old.artifactId()).isEqualTo("95562719-e1da-4d45-b9fa-43130035f133");
              assertThat(now.sameContentAs(old)).as("replaced while it was read").isFalse();
              wire.on(
                  "GET",
                  "/minoc/f",
                  file,
                  "ranged GET on the old endpoint after DELETE of the node");
              wire.server.on("GET", "/vault/files/f", 404, "NodeNotFound: /f");
              assertThatThrownBy(() -> ClientRig.read(wire.client, "/f", 0, 10))
                  .isInstanceOf(VospaceException.NotFound.class);
            })
        .on(
            "PUT (10.6)",
            Profile.VAULT,
            rig -> {
              for (String type :
                  List.of(
                      "application/x-www-form-urlencoded",
                      "multipart/form-data",
                      "None",
                      "garbage")) {
                rig.client.upload(path("/f"), typed("of " + type, type));
                assertThat(rig.read("/f")).isEqualTo("of " + type);
              }
              try (Download before = rig.client.download(path("/f"))) {
                rig.upload("/f", "whole");
                Bytes.Sink sink = new Bytes.Sink();
                before.read(0, 100, sink);
                assertThat(sink.text()).as("one or the other, whole").isEqualTo("whole");
              }
            })
        .recorded(
            "transactions (10.7)",
            "vault",
            wire -> {
              // an id that is not known any more, and commit answers that are no proof: begun anew
              wire.server.on("GET", "/vault/synctrans", redirect("/minoc/f"));
              wire.on(
                  "PUT",
                  "/minoc/f",
                  "13-minoc-txn.txt",
                  "start with x-total-length, no body",
                  "append to unknown id");
              wire.on("HEAD", "/minoc/f", "13-minoc-txn.txt", "HEAD unknown id");
              wire.on("POST", "/minoc/f", "13-minoc-txn.txt", "POST abort unknown id");
              assertThatThrownBy(
                      () -> wire.client.upload(path("/f"), Bytes.body(new byte[65 << 20], null)))
                  .isInstanceOf(VospaceException.class);
              assertThat(wire.server.seen())
                  .filteredOn(one -> one.header("x-put-txn-op").equals("commit"))
                  .as("nothing that is not there is committed")
                  .isEmpty();
            })
        .noConcern("cutouts (11.1)", "a filesystem shows whole files")
        .noConcern("packages (11.2)", "a filesystem shows single files")
        .on(
            "faults (12)",
            Profile.VAULT,
            rig -> {
              rig.put("/f", "x");
              rig.server
                  .faults()
                  .add("GET", "/nodes", 1, Fault.status(400, "InvalidArgument: odd"));
              assertThatThrownBy(() -> rig.look("/f")).isInstanceOf(VospaceException.Invalid.class);
              assertThat(rig.length("/f")).as("over another connection").isEqualTo(1);
            })
        .recorded(
            "faults (12)",
            "vault",
            wire -> {
              wire.on(
                  "PUT", "/vault/nodes/alice/ro", "25-state-ReadOnly.txt", "[ReadOnly] nodes PUT");
              assertThatThrownBy(() -> wire.client.create(path("/alice/ro"), NewNode.container()))
                  .isInstanceOf(VospaceException.ReadOnly.class);
            })
        .on(
            "21.3 cost",
            Profile.VAULT,
            rig -> {
              for (int i = 0; i < 7; i++) {
                rig.put("/f" + i, "x");
              }
              rig.list("/");
              assertThat(rig.server.requests().snapshot())
                  .filteredOn(one -> one.query().contains("limit=3"))
                  .as("listed with what is cheap")
                  .isNotEmpty()
                  .noneMatch(one -> one.query().contains("detail=max"));
            });
  }

  private static Version version(RemoteVospaceClient client, String file) throws Exception {
    Bytes.Sink sink = new Bytes.Sink();
    try (Download download = client.download(path(file))) {
      download.read(0, 10, sink);
    }
    Version found = sink.version;
    assertThat(found).isNotNull();
    return found;
  }
}
