package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NodesTest {
  @TempDir Path root;

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile));
  }

  @ParameterizedTest
  @EnumSource
  void capabilitiesCarryThePort(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      Rig.Reply reply = rig.get("/capabilities").send();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.all("<accessURL[^>]*>([^<]*)<"))
          .contains(rig.server().endpoint() + "/nodes", rig.server().endpoint() + "/synctrans");
      assertThat(reply.text().contains("#files-proto")).isEqualTo(profile != Profile.SPEC);
      assertThat(rig.get("/availability?detail=min").send().bytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void createGetDelete(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String dir = rig.home() + "/run1";
      assertThat(rig.mkdir(dir).send().status()).isEqualTo(201);
      assertThat(rig.mkdir(dir).send().status()).isEqualTo(409);
      Rig.Reply made = rig.mkfile(dir + "/a.txt").send();
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.property(Keys.LENGTH)).isNull();
      assertThat(made.property(Keys.CREATOR)).isEqualTo("demo");
      Rig.Reply got = rig.get("/nodes" + dir + "/a.txt").send();
      assertThat(got.property(Keys.LENGTH)).isEqualTo("0");
      assertThat(got.property(Keys.MD5)).isNull();
      assertThat(rig.get("/nodes" + dir).send().children()).containsExactly("a.txt");
      assertThat(rig.get("/nodes" + dir + "?limit=0").send().children()).isEmpty();
      Rig.Reply min = rig.get("/nodes" + dir + "?detail=min").send();
      assertThat(min.text()).doesNotContain("properties");
      Rig.Reply max = rig.get("/nodes" + dir + "?detail=max").send();
      assertThat(max.property(Keys.READABLE)).isEqualTo("true");
      assertThat(max.property(Keys.WRITABLE)).isEqualTo("true");
      assertThat(rig.head("/nodes" + dir).send().status()).isEqualTo(405);
      assertThat(rig.delete("/nodes" + dir + "/a.txt").send().status())
          .isEqualTo(profile == Profile.SPEC ? 204 : 200);
      Rig.Reply gone = rig.get("/nodes" + dir + "/a.txt").send();
      assertThat(gone.status()).isEqualTo(404);
      assertThat(gone.text())
          .startsWith(profile == Profile.SPEC ? "Node Not Found." : "NodeNotFound: vos://");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void refusalsOfCreate(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String home = rig.home();
      assertThat(rig.mkdir(home + "/no/such").send().text()).startsWith("ContainerNotFound: vos:");
      rig.mkfile(home + "/f").send();
      assertThat(rig.mkfile(home + "/f/x").send().status()).isEqualTo(404);
      String root = profile == Profile.VAULT ? "/top" : "/home/other";
      assertThat(rig.mkdir(root).send().status()).isEqualTo(403);
      assertThat(rig.mkdir("/projects/mine").send().status())
          .isEqualTo(profile == Profile.VAULT ? 404 : 403);
      Rig.Reply mismatch =
          rig.put("/nodes" + home + "/one").xml(rig.node(home + "/two", "DataNode", "", "")).send();
      assertThat(mismatch.status()).isEqualTo(400);
      assertThat(mismatch.text()).startsWith("InvalidURI: invalid input: vos URI mismatch: doc=");
      Rig.Reply unprefixed =
          rig.put("/nodes" + home + "/x")
              .xml(rig.node(home + "/x", "DataNode", "", "").replace("\"vos:Data", "\"Data"))
              .send();
      assertThat(unprefixed.status()).isEqualTo(400);
      assertThat(rig.put("/nodes" + home + "/x").xml("this is not xml").send().text())
          .isEqualTo(
              "InvalidArgument: invalid input: XML failed schema validation: Error on line 1:"
                  + " Content is not allowed in prolog.");
      assertThat(
              rig.put("/nodes" + home + "/x")
                  .xml(rig.node(home + "/x", "ContainerNode", "", ""))
                  .send()
                  .status())
          .as("a container document needs <nodes/>")
          .isEqualTo(400);
      assertThat(rig.mkfile(home + "/x", Rig.property("ivo://a.b/c#d", "x".repeat(33_000))).send())
          .extracting(Rig.Reply::status)
          .isEqualTo(500);
      assertThat(rig.mkfile(home + "/x", Rig.property(Keys.CORE + "mtime", "1")).send().text())
          .isEqualTo(
              "InvalidArgument: "
                  + Keys.CORE
                  + "mtime: unrecognized property URI in vospace namespace");
      assertThat(rig.server().space().exists(home + "/x")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void namesThatTheServicesMangle(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String home = "/nodes" + rig.home();
      rig.space().put(rig.home() + "/a", new byte[] {1});
      for (String bad :
          List.of(
              "a%20b", "a%22b", "a%5Bb", "a%7Cb", "a%5Eb", "a%60b", "a%25b", "%C2%A0", "a%09")) {
        Rig.Reply reply = rig.get(home + "/" + bad).send();
        assertThat(reply.status()).as(bad).isEqualTo(500);
        assertThat(reply.text()).contains("BUG: VOSURI syntax: vos://");
      }
      assertThat(rig.get(home + "/a%5Cb").send().status()).isEqualTo(400);
      assertThat(rig.get(home + "/a%2Fb").send().status()).isEqualTo(400);
      assertThat(rig.get(home + "/x/%2E%2E/a").send().status()).isEqualTo(200);
      assertThat(rig.get(home + "/a;v=1").send().status()).isEqualTo(200);
      for (String good :
          List.of(
              "a+b", "a%2Bc", "a&b", "a:b", "a%3Bb", "a'b", "a~b", "a@b", "a=b", "a,b", "a$b",
              "a!b", "a*b", "(b)")) {
        String decoded = Query.percentDecode(good);
        Rig.Reply made =
            rig.put(home + "/" + good)
                .xml(
                    rig.node(rig.home() + "/" + decoded, "DataNode", "", "")
                        .replace("a&b", "a&amp;b"))
                .send();
        assertThat(made.status()).as(good).isEqualTo(201);
        assertThat(rig.space().exists(rig.home() + "/" + decoded)).as(good).isTrue();
      }
      assertThat(rig.delete(home + "/a%23tail").send().status())
          .as("the name is cut and another node is hit")
          .isEqualTo(200);
      assertThat(rig.space().exists(rig.home() + "/a")).isFalse();
      rig.space().put(rig.home() + "/a", new byte[] {1});
      assertThat(rig.delete(home + "/a%3Ftail").send().status()).isEqualTo(200);
      assertThat(rig.space().exists(rig.home() + "/a")).isFalse();
      rig.space().put(rig.home() + "/aA", new byte[] {1});
      assertThat(rig.get(home + "/a%2541").send().status()).as("decoded twice").isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void nonAsciiNamesAreEchoedInNfc(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String home = rig.home();
      assertThat(
              rig.put("/nodes" + home + "/na%C3%AFve")
                  .xml(rig.node(home + "/na\u00efve", "DataNode", "", ""))
                  .send()
                  .status())
          .isEqualTo(201);
      assertThat(rig.get("/nodes" + home).send().children()).contains("na%C3%AFve");
      rig.space().put(home + "/e\u0301", new byte[] {1});
      assertThat(rig.get("/nodes" + home).send().children()).contains("%C3%A9");
      assertThat(rig.get("/nodes" + home + "/%C3%A9").send().status()).isEqualTo(404);
      assertThat(rig.get("/nodes" + home + "/e%CC%81").send().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "SPEC"})
  void pagingStartsInclusively(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String home = rig.home();
      List<String> names = List.of("B", "a", "A", "_x", "-x", ".x", "1", "10", "9", "b");
      for (String name : names) {
        rig.space().mkdirs(home + "/" + name);
      }
      List<String> seen = new ArrayList<>();
      String start = "";
      while (true) {
        Rig.Reply page = rig.get("/nodes" + home + "?limit=3&detail=min" + start).send();
        List<String> children = page.children();
        seen.addAll(start.isEmpty() ? children : children.subList(1, children.size()));
        if (children.size() < 3) {
          break;
        }
        start = "&uri=" + Rig.encode(rig.uri(home + "/" + seen.get(seen.size() - 1)));
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(names);
      if (profile == Profile.VAULT) {
        assertThat(seen).containsExactly("_x", "-x", ".x", "1", "10", "9", "a", "A", "b", "B");
      }
      Rig.Reply notChild =
          rig.get("/nodes" + home + "?limit=3&uri=" + Rig.encode(rig.uri("/other/x"))).send();
      assertThat(notChild.text()).startsWith("InvalidURI: uri parameter (");
      assertThat(rig.get("/nodes" + home + "?limit=-1").send().status()).isEqualTo(400);
      assertThat(rig.get("/nodes" + home + "?limit=abc").send().status()).isEqualTo(400);
      assertThat(rig.get("/nodes" + home + "?sort=date").send().text()).isEqualTo("sort by date");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "CAVERN")
  void cavernIgnoresLimitAndRefusesResume(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      for (int i = 0; i < 5; i++) {
        rig.space().mkdirs(rig.home() + "/d" + i);
      }
      assertThat(rig.get("/nodes" + rig.home() + "?limit=2").send().children()).hasSize(5);
      Rig.Reply resume =
          rig.get("/nodes" + rig.home() + "?limit=2&uri=" + Rig.encode(rig.uri(rig.home() + "/d1")))
              .send();
      assertThat(resume.status()).isEqualTo(400);
      assertThat(resume.text()).startsWith("OptionNotSupported: ");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void deletingAFullContainerIsRefused(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      rig.space().mkdirs(rig.home() + "/d/e");
      Rig.Reply refused = rig.delete("/nodes" + rig.home() + "/d").send();
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).isEqualTo("container node 'd' is not empty");
      assertThat(rig.delete("/nodes" + rig.home() + "/d/e").send().status()).isEqualTo(200);
      assertThat(rig.delete("/nodes" + rig.home() + "/d").send().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SPEC")
  void specDeletesRecursivelyAndImposesPages(Profile profile) throws Exception {
    try (Rig rig = new Rig(DemoSettings.of(root, profile).with(b -> b.withPageLimit(3)))) {
      rig.space().mkdirs(rig.home() + "/d/e/f");
      for (int i = 0; i < 5; i++) {
        rig.space().mkdirs(rig.home() + "/d/x" + i);
      }
      assertThat(rig.get("/nodes" + rig.home() + "/d").send().children()).hasSize(3);
      assertThat(rig.delete("/nodes" + rig.home() + "/d").send().status()).isEqualTo(204);
      assertThat(rig.space().exists(rig.home() + "/d")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void aListingOfManyChildrenIsComplete(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      for (int i = 0; i < 2_000; i++) {
        rig.space().put(rig.home() + "/f" + i, new byte[] {1, 2});
      }
      Rig.Reply reply = rig.get("/nodes" + rig.home()).send();
      assertThat(reply.children()).hasSize(2_000);
      assertThat(reply.text()).endsWith("</vos:node>\n");
    }
  }
}
