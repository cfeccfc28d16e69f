package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransfersTest {
  @TempDir Path root;

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile));
  }

  @ParameterizedTest
  @EnumSource
  void moveRenames(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = rig.home();
      rig.space().put(h + "/f2", new byte[] {1, 2});
      assertThat(rig.runMove(h + "/f2", h + "/f3")).isEqualTo("COMPLETED");
      assertThat(rig.space().read(h + "/f3")).containsExactly(1, 2);
      assertThat(rig.space().exists(h + "/f2")).isFalse();
      rig.space().mkdirs(h + "/d1/sub");
      rig.space().put(h + "/d1/sub/deep", new byte[] {3});
      assertThat(rig.runMove(h + "/d1", h + "/d1new")).isEqualTo("COMPLETED");
      assertThat(rig.space().read(h + "/d1new/sub/deep")).containsExactly(3);
      assertThat(rig.get("/nodes" + h + "/d1new/sub/deep").send().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void moveRefusals(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = rig.home();
      for (String file : List.of("/f1", "/f3")) {
        rig.space().put(h + file, new byte[] {1});
      }
      rig.space().mkdirs(h + "/d1/sub");
      rig.space().mkdirs(h + "/d1-more");
      rig.space().mkdirs(h + "/d2");
      rig.space().put(h + "/d2/f1", new byte[] {2});
      rig.space().link(h + "/l1", rig.uri(h + "/f1"));
      rig.space().link(h + "/ld", rig.uri(h + "/d2"));
      rig.space().link(h + "/broken", rig.uri(h + "/nope"));
      String exists = "ERROR DuplicateNode: destination is an existing DataNode: " + h;
      assertThat(rig.runMove(h + "/f3", h + "/f1")).isEqualTo(exists + "/f1");
      assertThat(rig.runMove(h + "/f3", h + "/f3")).isEqualTo(exists + "/f3");
      assertThat(rig.runMove(h + "/f3", h + "/l1")).isEqualTo(exists + "/l1");
      assertThat(rig.runMove(h + "/d1", h + "/f1")).isEqualTo(exists + "/f1");
      assertThat(rig.runMove(h + "/f1", h + "/d2")).isEqualTo(exists + "/d2/f1");
      assertThat(rig.runMove(h + "/f3", h + "/broken"))
          .isEqualTo("ERROR UnreadableLinkTarget: " + h + "/broken");
      String inside =
          "ERROR InvalidArgument: Cannot move container node into its descendants: source path "
              + h
              + "/d1 in resolved path ";
      assertThat(rig.runMove(h + "/d1", h + "/d1/sub/y")).isEqualTo(inside + h + "/d1/sub");
      assertThat(rig.runMove(h + "/d1", h + "/d1/sub")).isEqualTo(inside + h + "/d1/sub");
      assertThat(rig.runMove(h + "/d1", h + "/d1")).isEqualTo(inside + h + "/d1");
      assertThat(rig.runMove(h + "/d1", h + "/d1-more/z"))
          .as("a plain substring test")
          .isEqualTo(inside + h + "/d1-more");
      assertThat(rig.runMove(h + "/none", h + "/y"))
          .isEqualTo("ERROR NodeNotFound: " + h + "/none");
      assertThat(rig.runMove(h + "/f3", h + "/no/y"))
          .isEqualTo("ERROR NodeNotFound: Parent directory for destination " + h + "/no/y");
      assertThat(rig.runMove(h + "/f3", "/f3")).isEqualTo("ERROR PermissionDenied");
      assertThat(rig.runMove(h, h + "2")).isEqualTo("ERROR PermissionDenied");
      assertThat(rig.runMove(h + "/f3", h + "/d2")).as("into").isEqualTo("COMPLETED");
      assertThat(rig.space().exists(h + "/d2/f3")).isTrue();
      assertThat(rig.runMove(h + "/ld/f3", h + "/f3")).isEqualTo("COMPLETED");
      assertThat(rig.runMove(h + "/f3", h + "/ld")).as("into a link to it").isEqualTo("COMPLETED");
      assertThat(rig.space().exists(h + "/d2/f3")).isTrue();
      assertThat(rig.runMove(h + "/l1", h + "/l2")).as("a link").isEqualTo("COMPLETED");
      assertThat(rig.space().get(h + "/l2").target()).isEqualTo(rig.uri(h + "/f1"));
      String copy = rig.move(h + "/f1", h + "/c").replace("false</vos:keep", "true</vos:keep");
      String job = rig.post("/transfers").xml(copy).send().location();
      assertThat(rig.run(UnaryOperator.identity(), job))
          .isEqualTo("ERROR copyNode is not implemented");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void jobsAsUws(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = rig.home();
      rig.space().put(h + "/a", new byte[] {1});
      Rig.Reply created = rig.post("/transfers?PHASE=RUN").xml(rig.move(h + "/a", h + "/b")).send();
      assertThat(created.status()).isEqualTo(303);
      String job = created.location();
      assertThat(job).startsWith(rig.server().endpoint() + "/transfers/");
      assertThat(rig.get(job + "/phase").send().text())
          .as("PHASE=RUN together with a document is ignored")
          .isEqualTo("PENDING");
      assertThat(rig.get(job + "/error").send().status()).isEqualTo(404);
      assertThat(rig.post(job + "/phase").form("PHASE=RUN").send().location()).isEqualTo(job);
      Rig.Reply done = rig.get(job + "?WAIT=5").send();
      assertThat(done.all("<uws:phase>([A-Z]*)<")).containsExactly("COMPLETED");
      assertThat(done.all("xlink:href=\"([^\"]*)\"")).containsExactly(rig.uri(h + "/b"));
      assertThat(rig.get("/transfers").send().all("jobref id=\"([a-z0-9]*)\"")).hasSize(1);
      assertThat(rig.delete(job).send().status()).isEqualTo(303);
      assertThat(rig.get(job).send().status()).isEqualTo(404);
      assertThat(rig.post("/transfers").header("Content-Type", "application/xml").body("x").send())
          .extracting(Rig.Reply::text)
          .isEqualTo("could not create Transfer from request");
    }
  }

  @Test
  void failedNegotiationsOnVault() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String h = rig.home();
      rig.mkfile(h + "/empty").send();
      rig.space().link(h + "/ext", "http://example.com/foo");
      rig.space().link(h + "/broken", rig.uri(h + "/target"));
      assertThat(details(rig, h + "/none", false)).isEqualTo("500 Internal Error: " + h + "/none");
      assertThat(details(rig, h, false))
          .isEqualTo("500 Internal Error: transfer: ContainerNode at " + h);
      assertThat(rig.details(UnaryOperator.identity(), h + "/empty", false).text())
          .contains("<vos:keepBytes>true")
          .doesNotContain("endpoint");
      assertThat(details(rig, h + "/no/such", true))
          .isEqualTo("500 Internal Error: " + h + "/no/such");
      assertThat(details(rig, h + "/ext", true))
          .isEqualTo(
              "400 Bad request: InvalidArgument: cannot navigate external link"
                  + " http://example.com/foo");
      assertThat(rig.negotiate(h + "/broken", true)).hasSize(2);
      assertThat(rig.space().exists(h + "/target")).as("created by the push").isTrue();
      String https = rig.transfer(h + "/empty", "pushToVoSpace", "httpsput");
      String job = rig.get(rig.post("/synctrans").xml(https).send().location()).send().location();
      assertThat(rig.get(job).send().text())
          .as("https asked, http served")
          .doesNotContain("endpoint");
      String move = rig.post("/synctrans").xml(rig.transfer(h, "pullToVoSpace")).send().location();
      assertThat(rig.get(move).send().status()).isEqualTo(404);
      assertThat(rig.get(move.replace("/results/transferDetails", "/error")).send().text())
          .isEqualTo("pullToVoSpace not implemented");
      assertThat(details(rig, h + "/sp ace", true)).startsWith("500 Internal Error: BUG: VOSURI");
      assertThat(rig.space().exists(h + "/sp ace")).as("and yet it was made").isTrue();
      assertThat(rig.get("/nodes" + h).send().children()).contains("sp%20ace");
      assertThat(rig.get("/nodes" + h + "/sp%2520ace").send().status()).isEqualTo(500);
      assertThat(rig.delete("/nodes" + h + "/sp%2520ace").send().status()).isEqualTo(200);
    }
  }

  private static String details(Rig rig, String path, boolean push) throws Exception {
    Rig.Reply reply = rig.details(UnaryOperator.identity(), path, push);
    return reply.status() + " " + reply.text();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"VAULT", "CAVERN"})
  void aLinkToItsOwnDirectoryIsMade(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = rig.home();
      rig.space().mkdirs(h + "/d");
      assertThat(rig.mklink(h + "/d/l", rig.uri(h + "/d")).send().status()).isEqualTo(201);
      assertThat(rig.get("/nodes" + h + "/d/l").send().text())
          .contains("<vos:target>" + rig.uri(h + "/d") + "</vos:target>");
    }
  }

  @Test
  void linksAreFollowedInTheMiddle() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String h = rig.home();
      rig.space().mkdirs(h + "/d");
      rig.space().put(h + "/d/f", new byte[] {1});
      assertThat(rig.mklink(h + "/l", rig.uri(h + "/d")).send().status()).isEqualTo(201);
      rig.mklink(h + "/self", rig.uri(h + "/self")).send();
      rig.mklink(h + "/ext", "http://example.com/foo").send();
      rig.mklink(h + "/other", "vos://cadc.nrc.ca~arc/foo").send();
      assertThat(rig.get("/nodes" + h + "/l").send().text()).contains("vos:LinkNode");
      assertThat(rig.get("/nodes" + h + "/l/f").send().all("<vos:node [^>]*uri=\"([^\"]*)\""))
          .containsExactly(rig.uri(h + "/d/f"));
      assertThat(rig.get("/nodes" + h + "/ext/x").send().text())
          .isEqualTo("InvalidArgument: cannot navigate external link http://example.com/foo");
      assertThat(rig.get("/nodes" + h + "/other/x").send().text())
          .isEqualTo(
              "InvalidArgument: cannot navigate external vospace link vos://cadc.nrc.ca~arc/foo");
      assertThat(rig.get("/files" + h + "/self").send().text())
          .isEqualTo(
              "UnreadableLinkTarget: detected link node cycle: already followed link -> "
                  + h
                  + "/self");
      assertThat(rig.mklink(h + "/bad", rig.uri(h) + "/a b").send().text())
          .startsWith("InvalidArgument: invalid input: invalid LinkNode target uri: ");
      rig.delete("/nodes" + h + "/l").send();
      assertThat(rig.space().exists(h + "/d/f")).isTrue();
    }
  }

  @Test
  void cavernLinks() throws Exception {
    try (Rig rig = rig(Profile.CAVERN)) {
      String h = rig.home();
      rig.space().put(h + "/f", new byte[] {7});
      assertThat(rig.mklink(h + "/l", rig.uri(h + "/f")).send().text()).contains(">false<");
      assertThat(rig.get("/nodes" + h + "/l").send().property(Keys.PUBLIC)).isEqualTo("true");
      assertThat(java.nio.file.Files.readSymbolicLink(root.resolve("files" + h + "/l")))
          .isEqualTo(Path.of("f"));
      assertThat(rig.get("/files" + h + "/l").send().bytes()).containsExactly(7);
      assertThat(rig.put("/files" + h + "/l").body("x").send().text()).isEqualTo("not a data node");
      assertThat(rig.mklink(h + "/e", "http://example.com/x").send().text())
          .isEqualTo("link to external resource");
      assertThat(rig.mklink(h + "/x", "file:///etc/hostname").send().status()).isEqualTo(201);
      assertThat(rig.set(h + "/l", "LinkNode", Rig.property(Keys.CORE + "title", "t")).send())
          .extracting(Rig.Reply::status)
          .isEqualTo(400);
      assertThat(rig.upload(h + "/l", new byte[] {8, 9}).status()).isEqualTo(201);
      assertThat(rig.space().read(h + "/f")).containsExactly(8, 9);
      java.nio.file.Files.createSymbolicLink(root.resolve("files" + h + "/s"), Path.of("f"));
      assertThat(rig.get("/nodes" + h + "/s").send().text())
          .contains("<vos:target>" + rig.uri(h + "/f") + "</vos:target>");
    }
  }
}
