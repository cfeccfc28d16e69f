package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BytesTest {
  @TempDir Path root;

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile));
  }

  @ParameterizedTest
  @EnumSource
  void uploadAndDownloadThroughNegotiation(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String path = rig.home() + "/a.dat";
      byte[] bytes = Rig.bytes(1_000_000, 1);
      Rig.Reply put = rig.upload(path, bytes);
      assertThat(put.status()).isEqualTo(201);
      assertThat(put.header("Digest")).isEqualTo(Hex.digest(Hex.md5(bytes)));
      assertThat(rig.space().read(path)).isEqualTo(bytes);
      List<String> endpoints = rig.negotiate(path, false);
      assertThat(endpoints).hasSize(profile == Profile.CAVERN ? 1 : 2);
      for (String endpoint : endpoints) {
        Rig.Reply got = rig.get(endpoint).send();
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.bytes()).isEqualTo(bytes);
      }
      Rig.Reply node = rig.get("/nodes" + path).send();
      assertThat(node.property(Keys.LENGTH)).isEqualTo("1000000");
      assertThat(node.property(Keys.MD5)).isEqualTo(Hex.md5(bytes));
      assertThat(rig.server().requests().matching(r -> r.method().equals("PUT")))
          .extracting(LoggedRequest::bodyMd5)
          .containsExactly(Hex.md5(bytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void parameterModeRedirectsToTheFirstEndpoint(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String path = rig.home() + "/p.txt";
      String push =
          "/synctrans?TARGET="
              + Rig.encode(rig.uri(path))
              + "&DIRECTION=pushToVoSpace&PROTOCOL="
              + Rig.encode(Keys.CORE + "httpput")
              + "&REQUEST=redirect";
      Rig.Reply redirect = rig.get(push).send();
      assertThat(redirect.status()).isEqualTo(303);
      assertThat(rig.put(redirect.location()).body("text").send().status()).isEqualTo(201);
      String pull = push.replace("pushTo", "pullFrom").replace("httpput", "httpget");
      assertThat(rig.get(rig.get(pull).send().location()).send().text()).isEqualTo("text");
      Rig.Reply missing = rig.get(pull.replace("p.txt", "none")).send();
      assertThat(missing.status()).isEqualTo(profile == Profile.CAVERN ? 404 : 400);
      Rig.Reply noParent = rig.get(push.replace("p.txt", "no%2Fsuch")).send();
      assertThat(noParent.status()).isEqualTo(404);
      assertThat(noParent.text()).isEqualTo("ContainerNotFound: " + rig.home() + "/no/such");
      assertThat(rig.get("/synctrans?TARGET=x").send().text())
          .isEqualTo("Invalid input: missing parameters: TARGET=x DIRECTION=null PROTOCOL=null");
    }
  }

  @Test
  void minocRanges() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String path = rig.home() + "/r";
      byte[] bytes = Rig.utf8("0123456789");
      rig.upload(path, bytes);
      String url = rig.negotiate(path, false).get(0);
      assertRange(rig, url, "bytes=2-5", 206, "2345", "bytes 2-5/10");
      assertRange(rig, url, "bytes=7-", 206, "789", "bytes 7-9/10");
      assertRange(rig, url, "bytes=7-99", 206, "789", "bytes 7-9/10");
      assertRange(rig, url, "bytes=-3", 206, "0123", "bytes 0-3/10");
      assertRange(rig, url, "bytes=-0", 206, "0", "bytes 0-0/10");
      assertRange(rig, url, "bytes=3", 206, "3456789", "bytes 3-9/10");
      assertRange(rig, url, "bytes=0-1,4-5", 200, "0123456789", null);
      assertRange(rig, url, "bytes=5-2", 200, "0123456789", null);
      assertRange(rig, url, "items=0-3", 200, "0123456789", null);
      assertRange(rig, url, "bytes=abc", 200, "0123456789", null);
      Rig.Reply beyond = rig.get(url).header("Range", "bytes=10-").send();
      assertThat(beyond.status()).isEqualTo(416);
      assertThat(beyond.header("Content-Range")).isEqualTo("bytes */10");
      assertThat(beyond.text()).isEqualTo("Offset greater than size of file");
      Rig.Reply head = rig.head(url).header("Range", "bytes=2-5").send();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("10");
      assertThat(head.header("x-artifact-id")).isNotNull();
      assertThat(head.header("Digest")).isEqualTo(Hex.digest(Hex.md5(bytes)));
      assertThat(rig.get(url).header("If-Modified-Since", "Thu, 01 Jan 2037 00:00:00 GMT").send())
          .extracting(Rig.Reply::status)
          .isEqualTo(304);
    }
  }

  private static void assertRange(
      Rig rig,
      String url,
      String range,
      int status,
      String body,
      @org.jspecify.annotations.Nullable String content)
      throws Exception {
    Rig.Reply reply = rig.get(url).header("Range", range).send();
    assertThat(reply.status()).as(range).isEqualTo(status);
    assertThat(reply.text()).as(range).isEqualTo(body);
    assertThat(reply.header("Content-Range")).as(range).isEqualTo(content);
    assertThat(reply.header("Digest")).isEqualTo(Hex.digest(Hex.md5(Rig.utf8("0123456789"))));
  }

  @Test
  void minocUploadsAreAtomicAndChecked() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String path = rig.home() + "/f";
      String url = rig.negotiate(path, true).get(0);
      assertThat(rig.head(url).send().status()).isEqualTo(404);
      assertThat(rig.get("/files" + path).send().status()).isEqualTo(204);
      assertThat(rig.put(url).body("first").header("Content-Type", "text/plain").send().status())
          .isEqualTo(201);
      String artifact = String.valueOf(rig.head(url).send().header("x-artifact-id"));
      Rig.Reply empty = rig.put(url).body(new byte[0]).send();
      assertThat(empty.status()).isEqualTo(400);
      assertThat(empty.text()).isEqualTo("invalid StorageMetadata.contentLength: 0");
      assertThat(
              rig.put(url)
                  .publisher(
                      BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0])))
                  .send()
                  .status())
          .as("empty and chunked")
          .isEqualTo(400);
      Rig.Reply wrong =
          rig.put(url).body("second").header("Digest", Hex.digest(Hex.md5(Rig.utf8("x")))).send();
      assertThat(wrong.status()).isEqualTo(412);
      assertThat(wrong.text())
          .isEqualTo("md5:" + Hex.md5(Rig.utf8("x")) + " != md5:" + Hex.md5(Rig.utf8("second")));
      assertThat(rig.put(url).body("x").header("Digest", "md5=zzz").send().status()).isEqualTo(400);
      assertThat(rig.put(url).body("x").header("Digest", "sha-256=zzz").send().status())
          .isEqualTo(500);
      assertThat(rig.put(url).form("x").send().text()).isEqualTo("invalid input: no content");
      assertThat(rig.put(url).body("x").header("Content-Type", "None").send().text())
          .isEqualTo(
              "invalid content-type: 'None' reason: not of form {type}/{subtype}[;{params}]");
      assertThat(rig.put(url + ":fo/x").body("x").send().status()).isEqualTo(500);
      assertThat(rig.space().read(path)).isEqualTo(Rig.utf8("first"));
      assertThat(rig.head(url).send().header("x-artifact-id")).isEqualTo(artifact);
      assertThat(rig.put(url).body("first").send().status()).isEqualTo(201);
      Rig.Reply after = rig.head(url).send();
      assertThat(after.header("x-artifact-id")).as("new for equal bytes").isNotEqualTo(artifact);
      assertThat(after.header("Content-Type")).as("erased by a PUT without it").isNull();
      assertThat(rig.get(url).send().status()).as("GET with a write token").isEqualTo(403);
      assertThat(rig.post(url).form("contentType=image/png").send().status()).isEqualTo(202);
      assertThat(rig.head(url).send().header("Content-Type")).isEqualTo("image/png");
      String damaged = url.replace("/files/", "/files/x");
      assertThat(rig.put(damaged).body("x").send().text()).isEqualTo("invalid auth token");
      rig.delete("/nodes" + path).send();
      assertThat(rig.put(url).body("orphan").send().status())
          .as("the write endpoint outlives its node")
          .isEqualTo(201);
    }
  }

  @Test
  void aReaderFinishesTheVersionItBegan() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String path = rig.home() + "/big";
      byte[] old = Rig.bytes(20_000_000, 1);
      rig.upload(path, old);
      String url = rig.negotiate(path, false).get(0);
      var stream =
          rig.client()
              .send(rig.get(url).request(), java.net.http.HttpResponse.BodyHandlers.ofInputStream())
              .body();
      try (stream) {
        byte[] head = stream.readNBytes(1000);
        rig.upload(path, Rig.bytes(10, 2));
        byte[] rest = stream.readAllBytes();
        assertThat(head.length + rest.length).isEqualTo(old.length);
        assertThat(rest[rest.length - 1]).isEqualTo(old[old.length - 1]);
      }
    }
  }

  @Test
  void vaultFilesRedirect() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String path = rig.home() + "/f1";
      rig.upload(path, Rig.utf8("hello"));
      Rig.Reply get =
          rig.get("/files" + path + "?RUNID=a%5B0%5D").header("Range", "bytes=1-2").send();
      assertThat(get.status()).isEqualTo(303);
      assertThat(get.location()).contains("/minoc1/files/").endsWith(":fo/f1?RUNID=a%5B0%5D");
      Rig.Reply bytes = rig.get(get.location()).header("Range", "bytes=1-2").send();
      assertThat(bytes.text()).isEqualTo("el");
      assertThat(bytes.header("Content-Disposition")).isEqualTo("inline; filename=\"f1\"");
      Rig.Reply head = rig.head("/files" + path).send();
      assertThat(head.header("Content-Length")).isEqualTo("5");
      assertThat(head.header("Digest")).isEqualTo(Hex.digest(Hex.md5(Rig.utf8("hello"))));
      Rig.Reply put = rig.put("/files" + path).body("x").send();
      assertThat(put.status()).isEqualTo(405);
      assertThat(put.header("Allow")).isEqualTo("GET, HEAD");
      assertThat(rig.get("/files" + rig.home()).send().text())
          .isEqualTo("Resolved target is not a data node: " + rig.home());
      assertThat(rig.get("/files" + rig.home() + "/none").send().text())
          .isEqualTo("Target not found: demo/none");
    }
  }

  @Test
  void cavernFiles() throws Exception {
    try (Rig rig = rig(Profile.CAVERN)) {
      String path = rig.home() + "/hello.txt";
      String url = "/files" + path;
      Rig.Reply put = rig.put(url).body("hello").header("Content-Type", "text/plain").send();
      assertThat(put.status()).isEqualTo(201);
      assertThat(put.header("Digest")).isEqualTo(Hex.digest(Hex.md5(Rig.utf8("hello"))));
      assertThat(root.resolve("files/home/demo/hello.txt")).hasContent("hello");
      Rig.Reply range = rig.get(url).header("Range", "bytes=1-2").send();
      assertThat(range.status()).isEqualTo(200);
      assertThat(range.text()).isEqualTo("hello");
      assertThat(range.header("Accept-Ranges")).isNull();
      assertThat(rig.get("/nodes" + path).send().property(Keys.MD5))
          .isEqualTo(Hex.md5(Rig.utf8("hello")));
      rig.put(url).body("other").send();
      assertThat(rig.get("/nodes" + path).send().property(Keys.MD5))
          .isEqualTo("md5:" + Hex.md5(Rig.utf8("other")));
      Rig.Reply wrong =
          rig.put(url).body("third").header("Digest", Hex.digest(Hex.md5(new byte[3]))).send();
      assertThat(wrong.status()).isEqualTo(412);
      Rig.Reply node = rig.get("/nodes" + path).send();
      assertThat(node.property(Keys.LENGTH)).as("the old content is lost").isEqualTo("0");
      assertThat(node.property(Keys.MD5)).isEqualTo("md5:" + Hex.md5(Rig.utf8("other")));
      Rig.Reply empty = rig.get(url).send();
      assertThat(empty.status()).isEqualTo(204);
      assertThat(rig.head(url).send().header("Content-Length")).isEqualTo("0");
      assertThat(rig.put("/files" + rig.home() + "/zero").body(new byte[0]).send().status())
          .isEqualTo(201);
      assertThat(rig.put("/files" + rig.home() + "/no/f").body("x").send().text())
          .isEqualTo("not found: parent container " + rig.home() + "/no");
      assertThat(rig.put("/files" + rig.home()).body("x").send().text())
          .isEqualTo("not a data node");
      assertThat(rig.get("/files" + rig.home()).send().text())
          .isEqualTo("GET for directories not supported");
      assertThat(rig.delete(url).send().header("Allow")).isEqualTo("GET, PUT, HEAD");
    }
  }

  @Test
  void cavernShowsWhatSessionsDo() throws Exception {
    try (Rig rig = rig(Profile.CAVERN)) {
      String home = rig.home();
      rig.put("/files" + home + "/f").body("hello").send();
      Path disk = root.resolve("files/home/demo");
      java.nio.file.Files.writeString(disk.resolve("f"), "edited");
      java.nio.file.Files.writeString(disk.resolve("new"), "from a session");
      java.nio.file.Files.createDirectory(disk.resolve("dir"));
      Rig.Reply node = rig.get("/nodes" + home + "/f").send();
      assertThat(node.property(Keys.LENGTH)).isEqualTo("6");
      assertThat(node.property(Keys.MD5)).as("stale").isEqualTo(Hex.md5(Rig.utf8("hello")));
      assertThat(rig.get("/files" + home + "/new").send().text()).isEqualTo("from a session");
      assertThat(rig.get("/nodes" + home).send().children())
          .containsExactlyInAnyOrder("f", "new", "dir");
      java.nio.file.Files.delete(disk.resolve("f"));
      assertThat(rig.get("/nodes" + home + "/f").send().status()).isEqualTo(404);
    }
  }
}
