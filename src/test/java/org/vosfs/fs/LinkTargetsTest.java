package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;

class LinkTargetsTest {
  @TempDir Path directory;

  private static String shown(Rig rig, String path) throws FsException {
    String text = rig.fs.readLink(Rig.at(path));
    assertThat(rig.stat(path).size()).as("size of %s", path).isEqualTo(text.length());
    return text;
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A link node that others made shows as a symbolic link: relative when its target is in the"
          + " mount, the absolute path of a `file:` target, and the URI of any other")
  void linksOfOthersShowWhereTheyLead(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.mkdirRemotely("/d");
      rig.service.mkdirRemotely("/d/e");
      rig.service.linkRemotely("/d/e/up", "/d/f");
      rig.service.linkRemotely("/top", "/d/e");
      rig.service.linkToUri("/space", "vos://example.org~arc/home/ana");
      rig.service.linkToUri("/web", "http://example.org/a?b=c");
      rig.service.linkToUri("/file", "file:///data/a%20b");
      rig.service.linkToUri("/host", "file://host/share");
      assertThat(shown(rig, "/d/e/up")).isEqualTo("../f");
      assertThat(shown(rig, "/top")).isEqualTo("d/e");
      assertThat(shown(rig, "/space")).isEqualTo("vos://example.org~arc/home/ana");
      assertThat(shown(rig, "/web")).isEqualTo("http://example.org/a?b=c");
      assertThat(shown(rig, "/file")).isEqualTo("/data/a b");
      assertThat(shown(rig, "/host")).isEqualTo("file://host/share");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A URI as the text of a symbolic link is the target of the link node: another space, a web"
          + " page, or a place in this mount, which then reads back as a relative path")
  void aUriIsTheTarget(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      for (String uri : List.of("vos://example.org~arc/home/ana", "https://example.org/x")) {
        rig.fs.makeLink(Rig.at("/d/l"), uri);
        assertThat(rig.service.target("/d/l")).isEqualTo(uri);
        assertThat(shown(rig, "/d/l")).isEqualTo(uri);
        rig.fs.unlink(Rig.at("/d/l"));
      }
      rig.service.linkRemotely("/other", "/x/y");
      rig.fs.makeLink(Rig.at("/d/l"), rig.service.target("/other"));
      assertThat(shown(rig, "/d/l")).isEqualTo("../x/y");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "No link leads out of the mount but by a `file:` target, whatever target or text the service"
          + " tells: `..` is shown at the beginning only, where it counts real directories")
  void noTrickLeadsOutside(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.mkdirRemotely("/d");
      rig.service.linkToUri("/d/root", rig.service.uriOf(org.vosfs.base.NodePath.ROOT));
      for (String target :
          List.of(
              "/etc/passwd",
              "../../etc/passwd",
              "vos://example.org/../../../etc",
              "vos://a/root/../etc",
              "//etc",
              "x/..")) {
        rig.service.linkToUri("/d/l", target);
        rig.time.advance(Duration.ofHours(1));
        assertThat(shown(rig, "/d/l")).as(target).doesNotStartWith("/");
        assertThat(("/" + shown(rig, "/d/l") + "/")).as(target).doesNotContain("/../");
        rig.service.deleteRemotely("/d/l");
      }
      rig.service.linkRemotely("/d/l", "/d/f");
      for (String text : List.of("root/../etc/passwd", "../d/root/../../etc", "http://x/../y")) {
        rig.service.setProperty("/d/l", LinkTargets.TEXT, text);
        rig.time.advance(Duration.ofHours(1));
        assertThat(shown(rig, "/d/l")).as(text).isEqualTo("f");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "`..` behind a name in the text of a symbolic link is resolved by name when the link is made")
  void climbingBehindANameIsResolvedAtOnce(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.fs.makeLink(Rig.at("/d/l"), "../a/../b/./c");
      assertThat(shown(rig, "/d/l")).isEqualTo("../b/c");
      assertThatThrownBy(() -> rig.fs.makeLink(Rig.at("/d/m"), "a/../../../b"))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_PERMITTED));
    }
  }
}
