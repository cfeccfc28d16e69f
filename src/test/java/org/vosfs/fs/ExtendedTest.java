package org.vosfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.base.NodePath;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/** Properties of nodes as extended attributes. */
class ExtendedTest {
  private static final String TITLE = "user.vos.title";
  private static final String OWN = "user.vos.ivo://example.org/meta#note";

  @TempDir Path directory;

  private static void fails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private static void set(Rig rig, String path, String name, String value) throws FsException {
    rig.fs.setExtended(Rig.at(path), name, value.getBytes(UTF_8), AttributeMode.ANY);
  }

  private static String get(Rig rig, String path, String name) throws FsException {
    return new String(rig.fs.extended(Rig.at(path), name), UTF_8);
  }

  private static NodeProperties told(Rig rig, String path) throws Exception {
    return rig.service.node(NodePath.of(path), Detail.PROPERTIES).properties();
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "`user.vos.NAME` is the property of that name, `user.vos.URI` one of your own: get, list, set "
          + "and remove, one request each, and all others stay")
  void propertiesAreAttributes(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      rig.stat("/f");
      rig.service.clearRequests();
      set(rig, "/f", TITLE, "Flat field");
      set(rig, "/f", OWN, "moon");
      assertThat(rig.service.requests()).containsExactly("update /f", "update /f");
      assertThat(get(rig, "/f", TITLE)).isEqualTo("Flat field");
      assertThat(get(rig, "/f", "user.vos." + NodeProperties.CORE + "title"))
          .isEqualTo("Flat field");
      assertThat(told(rig, "/f").get("ivo://example.org/meta#note")).contains("moon");
      assertThat(rig.fs.extendedNames(Rig.at("/f"))).containsExactly(OWN, TITLE);
      rig.fs.removeExtended(Rig.at("/f"), TITLE);
      fails(Reason.NO_DATA, () -> get(rig, "/f", TITLE));
      fails(Reason.NO_DATA, () -> rig.fs.removeExtended(Rig.at("/f"), TITLE));
      assertThat(rig.fs.extendedNames(Rig.at("/f"))).containsExactly(OWN);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("XATTR_CREATE and XATTR_REPLACE go by what the service has at that moment")
  void createAndReplace(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      byte[] value = "v".getBytes(UTF_8);
      fails(
          Reason.NO_DATA,
          () -> rig.fs.setExtended(Rig.at("/f"), TITLE, value, AttributeMode.REPLACE));
      rig.fs.setExtended(Rig.at("/f"), TITLE, value, AttributeMode.CREATE);
      fails(
          Reason.EXISTS,
          () -> rig.fs.setExtended(Rig.at("/f"), TITLE, value, AttributeMode.CREATE));
      rig.fs.setExtended(Rig.at("/f"), TITLE, value, AttributeMode.REPLACE);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "What only the service sets cannot be set (EPERM), and what is no property neither (EINVAL)")
  void whatCannotBeSet(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      rig.stat("/f");
      rig.service.clearRequests();
      for (String name : new String[] {"MD5", "length", "date", "creator", "quota", "state"}) {
        fails(Reason.NOT_PERMITTED, () -> set(rig, "/f", "user.vos." + name, "1"));
      }
      fails(Reason.INVALID, () -> set(rig, "/f", "user.vos.nonsense", "1"));
      fails(Reason.INVALID, () -> set(rig, "/f", "user.vos.ivo://no-fragment/x", "1"));
      fails(Reason.INVALID, () -> set(rig, "/f", "user.vos.ispublic", "yes"));
      fails(Reason.UNSUPPORTED, () -> set(rig, "/f", "user.other", "1"));
      fails(Reason.NO_DATA, () -> get(rig, "/f", "user.other"));
      fails(Reason.VALUE_TOO_BIG, () -> set(rig, "/f", TITLE, "x".repeat(40_000)));
      assertThat(rig.service.requests()).noneMatch(request -> request.startsWith("update"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Attributes of a file that is not uploaded yet are journalled, read back, follow it to another "
          + "name, and are sent by one request after its content, also by the next mount")
  void attributesOfUnsentFilesGoWithTheUpload(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/new", "unsent");
      set(rig, "/new", TITLE, "early");
      set(rig, "/new", OWN, "gone");
      set(rig, "/new", "user.vos.groupread", "ivo://example.org/gms?a");
      rig.fs.removeExtended(Rig.at("/new"), OWN);
      fails(Reason.NO_DATA, () -> get(rig, "/new", OWN));
      fails(Reason.NO_DATA, () -> rig.fs.removeExtended(Rig.at("/new"), OWN));
      byte[] value = "v".getBytes(UTF_8);
      fails(
          Reason.EXISTS,
          () -> rig.fs.setExtended(Rig.at("/new"), TITLE, value, AttributeMode.CREATE));
      fails(
          Reason.NO_DATA,
          () -> rig.fs.setExtended(Rig.at("/new"), OWN, value, AttributeMode.REPLACE));
      rig.write("/new", "written anew");
      assertThat(get(rig, "/new", TITLE)).isEqualTo("early");
      rig.rename("/new", "/renamed");
      assertThat(get(rig, "/renamed", TITLE)).isEqualTo("early");
      assertThat(get(rig, "/renamed", "user.vos.ispublic")).isEqualTo("false");
      assertThat(rig.fs.extendedNames(Rig.at("/renamed"))).contains(TITLE).doesNotContain(OWN);
      assertThat(rig.service.requests()).noneMatch(request -> request.startsWith("update"));
      rig.restart();
      assertThat(get(rig, "/renamed", TITLE)).isEqualTo("early");
      rig.settle();
      assertThat(rig.service.requests().stream().filter(r -> r.startsWith("update"))).hasSize(1);
      assertThat(told(rig, "/renamed").get(NodeProperties.CORE + "title")).contains("early");
      assertThat(told(rig, "/renamed").get(NodeProperties.GROUP_READ))
          .contains("ivo://example.org/gms?a");
      assertThat(get(rig, "/renamed", TITLE)).isEqualTo("early");
      set(rig, "/renamed", TITLE, "late");
      assertThat(told(rig, "/renamed").get(NodeProperties.CORE + "title")).contains("late");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Attributes set while the content is on its way arrive with it; what the service refuses of "
          + "them does not keep the content from being uploaded")
  void attributesSetDuringTheUpload(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/during", "content");
      rig.service.beforeNext(
          request -> request.equals("uploaded /during"),
          () -> {
            try {
              set(rig, "/during", TITLE, "meanwhile");
            } catch (FsException e) {
              throw new AssertionError(e);
            }
          });
      rig.settle();
      rig.settle();
      assertThat(told(rig, "/during").get(NodeProperties.CORE + "title")).contains("meanwhile");
      rig.write("/refused", "content");
      set(rig, "/refused", "user.vos.groupread", "ivo://example.org/gms?unknown");
      rig.service.failNext(
          request -> request.equals("update /refused"),
          new VospaceException.Invalid("non-local groups"));
      rig.settle();
      assertThat(rig.read("/refused")).isEqualTo("content");
      assertThat(rig.staging.all()).isEmpty();
      fails(Reason.NO_DATA, () -> get(rig, "/refused", "user.vos.groupread"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("`user.vos.url` of a file is where its bytes are to be had without this program")
  void urlOfAFile(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      rig.service.mkdirRemotely("/d");
      assertThat(get(rig, "/f", "user.vos.url")).isEqualTo("https://example.org/fake/files/f");
      fails(Reason.NO_DATA, () -> get(rig, "/d", "user.vos.url"));
      fails(Reason.NOT_PERMITTED, () -> set(rig, "/f", "user.vos.url", "http://elsewhere"));
      assertThat(rig.fs.extendedNames(Rig.at("/f"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Any bytes are kept: what services cut, double or die of travels as `vosfs-base64url:`, all "
          + "other text as it is")
  void anyBytesComeBack(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      byte[] all = new byte[256];
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) i;
      }
      String[] odd = {"", "}", "a\"b", "\\", " edge", "edge ", "line\n", PropertyText.MARK + "eA"};
      for (String text : odd) {
        set(rig, "/f", OWN, text);
        assertThat(get(rig, "/f", OWN)).isEqualTo(text);
        String stored = told(rig, "/f").get("ivo://example.org/meta#note").orElseThrow();
        assertThat(stored).matches("vosfs-base64url:[A-Za-z0-9_-]*");
      }
      rig.fs.setExtended(Rig.at("/f"), OWN, all, AttributeMode.ANY);
      assertThat(rig.fs.extended(Rig.at("/f"), OWN)).isEqualTo(all);
      set(rig, "/f", OWN, "Süd <&> 'quoted', 5 µm");
      assertThat(told(rig, "/f").get("ivo://example.org/meta#note"))
          .contains("Süd <&> 'quoted', 5 µm");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Attributes survive overwriting, truncation to nothing and refilling, and saving by rename, "
          + "before and after the upload of what replaces")
  void metadataSurvives(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      set(rig, "/f", TITLE, "kept");
      set(rig, "/f", "user.vos.groupread", "ivo://example.org/gms?a, ivo://example.org/gms?b");
      rig.write("/f", "overwritten");
      rig.settle();
      rig.fs.truncate(Rig.at("/f"), 0);
      rig.settle();
      rig.write("/f", "refilled");
      rig.settle();
      rig.write("/unsent", "second");
      rig.rename("/unsent", "/f");
      rig.settle();
      assertThat(get(rig, "/f", TITLE)).isEqualTo("kept");
      rig.write("/sent", "third");
      rig.settle();
      rig.rename("/sent", "/f");
      rig.settle();
      assertThat(rig.read("/f")).isEqualTo("third");
      assertThat(get(rig, "/f", TITLE)).isEqualTo("kept");
      assertThat(told(rig, "/f").get(NodeProperties.GROUP_READ))
          .contains("ivo://example.org/gms?a ivo://example.org/gms?b");
      assertThat(told(rig, "/f").get(NodeProperties.CORE + "title")).contains("kept");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "So do those that were set before the upload of the file they were set of, or while it was "
          + "under way")
  void metadataSetLateSurvives(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      String title = NodeProperties.CORE + "title";
      rig.write("/both", "first");
      set(rig, "/both", TITLE, "unsent");
      rig.write("/both.tmp", "second");
      rig.rename("/both.tmp", "/both");
      assertThat(get(rig, "/both", TITLE)).isEqualTo("unsent");
      rig.settle();
      assertThat(told(rig, "/both").get(title)).contains("unsent");

      rig.write("/sent", "sent before");
      rig.settle();
      rig.write("/one", "first");
      set(rig, "/one", TITLE, "unsent");
      rig.rename("/sent", "/one");
      rig.settle();
      assertThat(rig.read("/one")).isEqualTo("sent before");
      assertThat(get(rig, "/one", TITLE)).isEqualTo("unsent");
      assertThat(told(rig, "/one").get(title)).contains("unsent");

      rig.service.putRemotely("/old", "old".getBytes(UTF_8));
      rig.service.setProperty("/old", title, "of old");
      rig.list("/");
      rig.write("/old", "overwritten");
      rig.service.beforeNext(
          "uploaded /old"::equals,
          () -> {
            try {
              set(rig, "/old", "user.vos.description", "set meanwhile");
            } catch (FsException e) {
              throw new AssertionError(e);
            }
          });
      rig.write("/old.tmp", "saved");
      rig.settle();
      rig.rename("/old.tmp", "/old");
      rig.settle();
      assertThat(rig.read("/old")).isEqualTo("saved");
      assertThat(told(rig, "/old").get(title)).contains("of old");
      assertThat(told(rig, "/old").get(NodeProperties.CORE + "description"))
          .contains("set meanwhile");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Rights and locks are attributes, read and set by name; they are not listed, so that a program "
          + "that copies attributes publishes nothing")
  void rightsAreNotListed(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      assertThat(get(rig, "/f", "user.vos.ispublic")).isEqualTo("false");
      assertThat(rig.stat("/f").permissions() & 0004).isZero();
      set(rig, "/f", "user.vos.ispublic", "true");
      set(rig, "/f", "user.vos.groupwrite", "ivo://example.org/gms?a");
      assertThat(get(rig, "/f", "user.vos.ispublic")).isEqualTo("true");
      assertThat(rig.stat("/f").permissions() & 0064).isEqualTo(0064);
      assertThat(rig.fs.extendedNames(Rig.at("/f"))).isEmpty();
      rig.fs.removeExtended(Rig.at("/f"), "user.vos.groupwrite");
      fails(Reason.NO_DATA, () -> get(rig, "/f", "user.vos.groupwrite"));
      rig.fs.removeExtended(Rig.at("/f"), "user.vos.ispublic");
      assertThat(told(rig, "/f").isPublic()).isFalse();
    }
  }

  @Test
  void textThatIsSafeIsNotEncoded() throws Exception {
    assertThat(PropertyText.of("plain".getBytes(UTF_8))).isEqualTo("plain");
    assertThat(new String(PropertyText.bytes(PropertyText.MARK + "no base64!"), UTF_8))
        .isEqualTo(PropertyText.MARK + "no base64!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ivo://a/b#c", "http://a/b#c", "urn:thing", "own:name", "ivo://a/b/c#d"})
  void legalNames(String uri) throws Exception {
    PropertyNames.requireLegal(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ivo://a#c",
        "ivo://a/b",
        "http://a/b?q#c",
        "own://x",
        "ivo://ivoa.net/vospace/core#x"
      })
  void illegalNames(String uri) {
    fails(Reason.INVALID, () -> PropertyNames.requireLegal(uri));
  }
}
