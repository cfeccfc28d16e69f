package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.demo.Rows.ok;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 20 of the protocol notes, row by row: what was measured on a running cavern. The row
 * "listing cost" is about that installation and has no test.
 */
final class Section20Test {
  private static final String F = "/files/home/demo/f";
  private static final String NODE = "/nodes/home/demo/f";

  @TempDir Path root;

  private static DemoSettings users(DemoSettings settings) {
    return settings.withUsers(Rig.ALICE, Rig.BOB);
  }

  private static Path disk(Rig rig, String path) {
    return rig.server().settings().root().resolve("files" + path);
  }

  private static void upload(Rig rig, String text) throws Exception {
    ok(rig.put(F).body(text).send(), 201);
  }

  @TestFactory
  List<DynamicTest> bytes() {
    return new Rows(root, "20")
        .only(
            "Range on /files and on pre-authorised URLs",
            Profile.CAVERN,
            rig -> {
              upload(rig, "0123456789");
              for (String url : List.of(F, rig.negotiate("/home/demo/f", false).get(0))) {
                Rig.Reply reply = ok(rig.get(url).header("Range", "bytes=2-3").send(), 200);
                assertThat(reply.text()).isEqualTo("0123456789");
                assertThat(reply.header("Accept-Ranges")).isNull();
              }
            })
        .only(
            "zero-length file",
            Profile.CAVERN,
            rig -> {
              ok(rig.put(F).body(new byte[0]).send(), 201);
              assertThat(ok(rig.get(F).send(), 204).header("Content-Length")).isNull();
              assertThat(ok(rig.head(F).send(), 200).header("Content-Length")).isEqualTo("0");
            })
        .only("failed PUT", Profile.CAVERN, Section20Test::failedPut)
        .only(
            "failed PUT (no space)",
            Profile.CAVERN,
            s -> s.with(b -> b.withSpace(10)),
            rig -> {
              upload(rig, "12345");
              String text = ok(rig.put(F).body("12345678901").send(), 500).text();
              assertThat(text).contains("write to output stream failed");
              assertThat(rig.get(NODE).send().property(Keys.LENGTH)).isEqualTo("0");
            })
        .only(
            "PUT in progress",
            Profile.CAVERN,
            rig -> {
              upload(rig, "old");
              rig.server().faults().add("PUT", F, 1, Fault.cutUpload(1 << 20));
              assertThatThrownBy(() -> rig.put(F).body(new byte[4 << 20]).send())
                  .isInstanceOf(IOException.class);
              Rig.Reply node = rig.get(NODE).send();
              assertThat(node.property(Keys.MD5)).isEqualTo(Hex.md5(Rig.utf8("old")));
              assertThat(node.property(Keys.LENGTH)).isEqualTo("0");
            })
        .only(
            "MD5 property",
            Profile.CAVERN,
            rig -> {
              upload(rig, "x");
              assertThat(rig.get(NODE).send().property(Keys.MD5)).hasSize(32);
              upload(rig, "y");
              assertThat(rig.get(NODE).send().property(Keys.MD5)).startsWith("md5:").hasSize(36);
            })
        .only(
            "If-None-Match, Content-Range, Content-MD5, Content-Encoding on PUT",
            Profile.CAVERN,
            rig -> {
              upload(rig, "old");
              for (List<String> header :
                  List.of(
                      List.of("If-None-Match", "*"),
                      List.of("Content-Range", "bytes 0-2/9"),
                      List.of("Content-MD5", "AAAA"),
                      List.of("Content-Encoding", "gzip"))) {
                Rig.Call put = rig.put(F).header(header.get(0), header.get(1));
                ok(put.body("new " + header.get(0)).send(), 201);
                assertThat(rig.get(F).send().text()).isEqualTo("new " + header.get(0));
              }
            })
        .only(
            "PUT through /files under an inheriting container",
            Profile.CAVERN,
            Section20Test::users,
            rig -> {
              String d = "/home/alice/d";
              String group = Rig.property(Keys.GROUP_READ, Rig.group("both"));
              String properties = group + Rig.property(Keys.INHERIT, "true");
              ok(rig.mkdir(d, properties).as(Rig.ALICE).send(), 201);
              ok(rig.put("/files" + d + "/direct").as(Rig.ALICE).body("x").send(), 201);
              ok(rig.mkfile(d + "/made").as(Rig.ALICE).send(), 201);
              rig.negotiate(c -> c.as(Rig.ALICE), d + "/pushed", true);
              assertThat(group(rig, d + "/direct")).isNull();
              assertThat(group(rig, d + "/made")).isEqualTo(Rig.group("both"));
              assertThat(group(rig, d + "/pushed")).isEqualTo(Rig.group("both"));
            })
        .only(
            "PUT on a link",
            Profile.CAVERN,
            rig -> {
              upload(rig, "x");
              ok(rig.mklink("/home/demo/l", rig.uri("/home/demo/f")).send(), 201);
              assertThat(ok(rig.put("/files/home/demo/l").body("y").send(), 400).text())
                  .isEqualTo("not a data node");
              ok(rig.upload("/home/demo/l", Rig.utf8("through")), 201);
              assertThat(rig.get(F).send().text()).isEqualTo("through");
            })
        .only(
            "write over quota",
            Profile.CAVERN,
            rig -> {
              rig.space().setProperty("/home/demo", Keys.QUOTA, "8");
              upload(rig, "12345");
              Rig.Reply over = ok(rig.put("/files/home/demo/g").body("1234").send(), 413);
              assertThat(over.text()).isEqualTo("limit: 3");
            })
        .tests();
  }

  private static @org.jspecify.annotations.Nullable String group(Rig rig, String path)
      throws Exception {
    return rig.get("/nodes" + path).as(Rig.ALICE).send().property(Keys.GROUP_READ);
  }

  private static void failedPut(Rig rig) throws Exception {
    String old = Hex.md5(Rig.utf8("old"));
    for (String digest : List.of(Hex.digest(Hex.md5(new byte[1])), "md5=zzz")) {
      rig.space().delete("/home/demo/f");
      upload(rig, "old");
      int status = digest.equals("md5=zzz") ? 400 : 412;
      ok(rig.put(F).header("Digest", digest).body("new").send(), status);
      Rig.Reply node = rig.get(NODE).send();
      assertThat(node.property(Keys.LENGTH)).as(digest).isEqualTo("0");
      assertThat(node.property(Keys.MD5)).as("the old one").isEqualTo(old);
      assertThat(rig.head(F).send().header("Digest")).isEqualTo(Hex.digest(old));
    }
  }

  @TestFactory
  List<DynamicTest> nodes() {
    return new Rows(root, "20")
        .only(
            "listing with an unreadable entry",
            Profile.CAVERN,
            rig -> {
              rig.space().mkdirs("/home/demo/d");
              Path directory = disk(rig, "/home/demo/d");
              for (int i = 0; i < 50; i++) {
                Files.writeString(directory.resolve("f" + i), "x");
              }
              assertThat(rig.get("/nodes/home/demo/d").send().children()).hasSize(50);
              fifo(directory.resolve("pipe"));
              Rig.Reply reply = ok(rig.get("/nodes/home/demo/d").send(), 200);
              assertThat(reply.text()).endsWith("</vos:node>\n");
              List<String> order = new ArrayList<>();
              try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
                names.forEach(name -> order.add(String.valueOf(name.getFileName())));
              }
              assertThat(reply.children())
                  .as("cut where the disk has the fifo")
                  .containsExactlyInAnyOrderElementsOf(order.subList(0, order.indexOf("pipe")));
              ok(rig.get("/nodes/home/demo/d/f0").send(), 200);
              ok(rig.get("/nodes/home/demo/d/f49").send(), 200);
            })
        .only(
            "private container without permission",
            Profile.CAVERN,
            Section20Test::users,
            rig -> {
              rig.space().setProperty("/home/alice", Keys.PUBLIC, "true");
              rig.space().mkdirs("/home/alice/secret/below");
              Rig.Reply list = rig.get("/nodes/home/alice/secret").as(Rig.BOB).send();
              assertThat(ok(list, 200).children()).isEmpty();
              ok(rig.get("/nodes/home/alice/secret/below").as(Rig.BOB).send(), 403);
            })
        .only(
            "echoing MD5, date, length or quota in a POST",
            Profile.CAVERN,
            rig -> {
              for (String key : List.of(Keys.MD5, Keys.DATE, Keys.LENGTH, Keys.QUOTA)) {
                upload(rig, "x");
                ok(rig.set("/home/demo/f", "DataNode", Rig.property(key, "1")).send(), 200);
                assertThat(rig.get(NODE).send().property(Keys.MD5)).as(key).isNull();
              }
            })
        .only(
            "ispublic with xsi:nil",
            Profile.CAVERN,
            rig -> {
              ok(rig.mkfile("/home/demo/f", Rig.property(Keys.PUBLIC, "true")).send(), 201);
              ok(rig.set("/home/demo/f", "DataNode", Rig.nil(Keys.PUBLIC)).send(), 200);
              assertThat(rig.get(NODE).send().property(Keys.PUBLIC)).isEqualTo("true");
              String off = Rig.property(Keys.PUBLIC, "false");
              ok(rig.set("/home/demo/f", "DataNode", off).send(), 200);
              assertThat(rig.get(NODE).send().property(Keys.PUBLIC)).isEqualTo("false");
            })
        .only(
            "islocked",
            Profile.CAVERN,
            rig -> {
              ok(rig.mkfile("/home/demo/f").send(), 201);
              String lock = Rig.property(Keys.LOCKED, "true");
              ok(rig.set("/home/demo/f", "DataNode", lock).send(), 200);
              assertThat(rig.get(NODE).send().property(Keys.LOCKED)).isNull();
            })
        .only(
            "POST with another target on a link",
            Profile.CAVERN,
            rig -> {
              String first = rig.uri("/home/demo/a");
              ok(rig.mklink("/home/demo/l", first).send(), 201);
              String target = "<vos:target>" + rig.uri("/home/demo/b") + "</vos:target>";
              String xml = rig.node("/home/demo/l", "LinkNode", "", target);
              ok(rig.post("/nodes/home/demo/l").xml(xml).send(), 200);
              assertThat(rig.space().get("/home/demo/l").target()).isEqualTo(first);
            })
        .only(
            "names",
            Profile.CAVERN,
            rig -> {
              for (String bad : List.of("a%20b", "a%25b", "a%22b", "a%5Bb", "a%7Cb", "a%60b")) {
                ok(rig.get("/nodes/home/demo/" + bad).send(), 500);
              }
              ok(rig.get("/nodes/home/demo/a%5Cb").send(), 400);
              ok(rig.get("/nodes/home/demo/a%2Fb").send(), 400);
              ok(rig.put("/files/home/demo/" + "n".repeat(256)).body("x").send(), 500);
              ok(rig.put("/files/home/demo/" + "n".repeat(255)).body("x").send(), 201);
              rig.space().put("/home/demo/a", new byte[] {1});
              ok(rig.delete("/nodes/home/demo/a%23b").send(), 200);
              assertThat(rig.space().exists("/home/demo/a")).as("another node is hit").isFalse();
            })
        .tests();
  }

  private static void fifo(Path path) throws Exception {
    int result = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
    assertThat(result).as("mkfifo").isZero();
  }

  @TestFactory
  List<DynamicTest> transfers() {
    return new Rows(root, "20")
        .only(
            "move sent to /synctrans",
            Profile.CAVERN,
            rig -> {
              upload(rig, "x");
              String move = rig.move("/home/demo/f", "/home/demo/g");
              String details = ok(rig.post("/synctrans").xml(move).send(), 303).location();
              ok(rig.get(details).send(), 404);
            })
        .only(
            "POST /transfers?PHASE=RUN with a document",
            Profile.CAVERN,
            rig -> {
              upload(rig, "x");
              String move = rig.move("/home/demo/f", "/home/demo/g");
              String job = ok(rig.post("/transfers?PHASE=RUN").xml(move).send(), 303).location();
              assertThat(rig.get(job + "/phase").send().text()).isEqualTo("PENDING");
              assertThat(rig.run(UnaryOperator.identity(), job)).isEqualTo("COMPLETED");
            })
        .only(
            "push or pull negotiation for a missing target, a container, an unreadable file",
            Profile.CAVERN,
            Section20Test::users,
            rig -> {
              UnaryOperator<Rig.Call> bob = c -> c.as(Rig.BOB);
              rig.space().mkdirs("/home/alice/d");
              rig.space().put("/home/alice/d/f", new byte[] {1});
              ok(rig.details(bob, "/home/alice/none", false), 500);
              Rig.Reply unreadable = ok(rig.details(bob, "/home/alice/d/f", false), 200);
              String url = unreadable.all("<vos:endpoint>([^<]*)<").get(0);
              ok(rig.get(url).send(), 403);
            })
        .tests();
  }
}
