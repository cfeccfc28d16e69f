package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PropertiesTest {
  private static final String KEY = "ivo://vosfs.org/meta#note";

  @TempDir Path root;

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile).withUsers(Rig.ALICE, Rig.BOB));
  }

  private static Rig.Reply set(Rig rig, String path, String properties) throws Exception {
    return rig.set(path, "DataNode", properties).as(Rig.ALICE).send();
  }

  private static Rig.Reply get(Rig rig, String path) throws Exception {
    return rig.get("/nodes" + path).as(Rig.ALICE).send();
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void propertiesAreMerged(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String f = profile.home("alice") + "/f";
      rig.mkfile(f, Rig.property(KEY, "one")).as(Rig.ALICE).send();
      set(rig, f, Rig.property(Keys.CORE + "title", "t &lt;&amp;&gt; \u00e9"));
      Rig.Reply both = get(rig, f);
      assertThat(both.property(KEY)).isEqualTo("one");
      assertThat(both.property(Keys.CORE + "title")).isEqualTo("t &lt;&amp;&gt; \u00e9");
      set(rig, f, Rig.nil(KEY));
      assertThat(get(rig, f).property(KEY)).isNull();
      assertThat(get(rig, f).property(Keys.CORE + "title")).isNotNull();
      String group = Rig.property(Keys.GROUP_READ, Rig.group("both"));
      assertThat(set(rig, f, group).property(Keys.GROUP_READ)).isEqualTo(Rig.group("both"));
      set(rig, f, "<vos:property uri=\"" + Keys.GROUP_READ + "\"></vos:property>");
      assertThat(get(rig, f).property(Keys.GROUP_READ)).as("empty = no change").isNotNull();
      set(rig, f, Rig.property(Keys.GROUP_READ, Rig.group("bobs")));
      assertThat(get(rig, f).property(Keys.GROUP_READ)).isEqualTo(Rig.group("bobs"));
      set(rig, f, Rig.nil(Keys.GROUP_READ));
      assertThat(get(rig, f).property(Keys.GROUP_READ)).isNull();
      set(rig, f, Rig.property(Keys.PUBLIC, "true"));
      set(rig, f, Rig.nil(Keys.PUBLIC));
      assertThat(get(rig, f).property(Keys.PUBLIC))
          .isEqualTo(profile == Profile.VAULT ? null : "true");
      assertThat(set(rig, f, Rig.property(Keys.PUBLIC, "maybe")).property(Keys.PUBLIC))
          .isEqualTo("false");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void refusedProperties(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String f = profile.home("alice") + "/f";
      rig.mkfile(f).as(Rig.ALICE).send();
      for (String key : new String[] {"mtime", "publicread", "islocked"}) {
        assertThat(set(rig, f, Rig.property(Keys.CORE + key, "1")).text())
            .isEqualTo(
                "InvalidArgument: "
                    + Keys.CORE
                    + key
                    + ": unrecognized property URI in vospace namespace");
      }
      assertThat(set(rig, f, Rig.property(Keys.GROUP_READ, "groupA")).text())
          .isEqualTo("scheme must be 'ivo' in resourceID: groupA");
      assertThat(
              set(rig, f, Rig.property(Keys.GROUP_READ, Rig.group("a") + "," + Rig.group("b")))
                  .status())
          .isEqualTo(400);
      Rig.Reply foreign = set(rig, f, Rig.property(Keys.GROUP_READ, "ivo://else.org/gms?foo"));
      Rig.Reply unknown = set(rig, f, Rig.property(Keys.GROUP_READ, Rig.group("nosuch")));
      Rig.Reply relative = set(rig, f, Rig.property("nokey", "v"));
      if (profile == Profile.VAULT) {
        assertThat(foreign.status()).isEqualTo(200);
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(relative.status()).isEqualTo(200);
      } else {
        assertThat(foreign.text()).isEqualTo("non-local groups: ivo://else.org/gms?foo");
        assertThat(unknown.status()).isEqualTo(500);
        assertThat(relative.status()).isEqualTo(400);
      }
      Rig.Reply type = rig.set(f, "ContainerNode", Rig.property(KEY, "x")).as(Rig.ALICE).send();
      assertThat(type.text())
          .isEqualTo(
              "InvalidArgument: invalid input: cannot change type of node "
                  + f
                  + " from DataNode to ContainerNode");
      Rig.Reply missing = set(rig, f + "x", "");
      assertThat(missing.text()).isEqualTo("NodeNotFound: Target " + rig.uri(f + "x"));
    }
  }

  @Test
  void echoingImmutableKeysErasesTheMd5OnCavern() throws Exception {
    try (Rig rig = rig(Profile.CAVERN)) {
      String f = "/home/alice/f";
      rig.put("/files" + f).as(Rig.ALICE).body("hello").send();
      assertThat(get(rig, f).property(Keys.MD5)).isNotNull();
      assertThat(set(rig, f, Rig.property(Keys.LENGTH, "77")).status()).isEqualTo(200);
      assertThat(get(rig, f).property(Keys.MD5)).isNull();
      assertThat(get(rig, f).property(Keys.LENGTH)).isEqualTo("5");
      assertThat(set(rig, f, Rig.property(Keys.LOCKED, "true")).status()).isEqualTo(200);
      assertThat(get(rig, f).property(Keys.LOCKED)).as("accepted but not stored").isNull();
    }
  }

  @Test
  void vaultDropsDigestAndDateInTheReply() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String f = "/alice/f";
      String url = rig.negotiate(c -> c.as(Rig.ALICE), f, true).get(0);
      rig.put(url).header("Content-Type", "text/plain").body("hello").send();
      Rig.Reply reply = set(rig, f, Rig.property(KEY, "v"));
      assertThat(reply.property(Keys.MD5)).isNull();
      assertThat(reply.property(Keys.CONTENT_DATE)).isNull();
      assertThat(reply.property(Keys.LENGTH)).isEqualTo("5");
      assertThat(reply.property(Keys.TYPE)).isEqualTo("text/plain");
      assertThat(get(rig, f).property(Keys.MD5)).isEqualTo(Hex.md5(Rig.utf8("hello")));
      set(rig, f, Rig.property(Keys.TYPE, "text/x-foo"));
      assertThat(rig.head(url).send().header("Content-Type")).isEqualTo("text/x-foo");
      Rig.Reply list = rig.get("/nodes/alice").as(Rig.ALICE).send();
      assertThat(list.text()).contains(Keys.MD5).doesNotContain(Keys.TYPE);
    }
  }

  @Test
  void vaultDamagesPropertyValues() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String f = "/alice/f";
      rig.mkfile(f).as(Rig.ALICE).send();
      set(rig, f, Rig.property(KEY, "a\"b"));
      assertThat(get(rig, f).property(KEY)).isEqualTo("a\\");
      set(rig, f, Rig.property(KEY, " a\\b "));
      assertThat(get(rig, f).property(KEY)).isEqualTo("a\\\\b");
      set(rig, f, Rig.property(Keys.CORE + "title", "x"));
      assertThat(get(rig, f).property(KEY)).as("every POST doubles it").isEqualTo("a\\\\\\\\b");
      set(rig, f, Rig.property(KEY, "a{b"));
      assertThat(get(rig, f).property(KEY)).isEqualTo("a{b");
      rig.mkfile("/alice/g").as(Rig.ALICE).send();
      assertThat(set(rig, f, Rig.property(KEY, "{a}")).status()).isEqualTo(200);
      assertThat(get(rig, f).text())
          .startsWith("unexpected exception: java.lang.StringIndexOutOfBoundsException");
      assertThat(rig.delete("/nodes" + f).as(Rig.ALICE).send().status()).isEqualTo(500);
      assertThat(rig.runMove(c -> c.as(Rig.ALICE), f, "/alice/h")).startsWith("ERROR");
      Rig.Reply list = rig.get("/nodes/alice").as(Rig.ALICE).send();
      assertThat(list.status()).isEqualTo(200);
      assertThat(list.text()).endsWith("</vos:node>\n");
      assertThat(list.children()).as("cut silently, g is missing").isEmpty();
    }
  }
}
