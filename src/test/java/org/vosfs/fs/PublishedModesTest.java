package org.vosfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;

/** {@code -o chmod=publish}, and what renaming does to rights. */
class PublishedModesTest {
  private static final String A = "ivo://example.org/gms?a";

  @TempDir Path directory;

  private static NodeProperties told(Rig rig, String path) {
    return new NodeProperties(rig.service.properties(path));
  }

  private static void chmod(Rig rig, String path, int mode) throws FsException {
    rig.fs.setPermissions(Rig.at(path), mode);
  }

  private static long updates(Rig rig) {
    return rig.service.requests().stream().filter(r -> r.startsWith("update")).count();
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "With `-o chmod=publish` chmod changes rights: o+r lets everybody read, o-r ends that, a "
          + "cleared group bit takes the groups away, a set one gives those of the directory; "
          + "group and other bits then show what the service grants, and nothing else")
  void chmodChangesRightsWhereTheMountSaysSo(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory, FsSettings::withChmodPublishing)) {
      rig.service.mkdirRemotely("/d");
      rig.service.setProperty("/d", NodeProperties.GROUP_READ, A);
      rig.service.putRemotely("/d/f", "x".getBytes(UTF_8));
      assertThat(rig.stat("/d/f").permissions()).isEqualTo(0600);
      rig.service.clearRequests();
      chmod(rig, "/d/f", 0644);
      assertThat(updates(rig)).isEqualTo(1);
      assertThat(told(rig, "/d/f").isPublic()).isTrue();
      assertThat(told(rig, "/d/f").get(NodeProperties.GROUP_READ)).contains(A);
      assertThat(rig.stat("/d/f").permissions()).isEqualTo(0644);
      rig.service.clearRequests();
      chmod(rig, "/d/f", 0644);
      assertThat(updates(rig)).as("nothing changes").isZero();
      chmod(rig, "/d/f", 0700);
      assertThat(told(rig, "/d/f").isPublic()).isFalse();
      assertThat(told(rig, "/d/f").hasReadGroup()).isFalse();
      assertThat(rig.stat("/d/f").permissions()).isEqualTo(0700);
      rig.restart();
      assertThat(rig.stat("/d/f").permissions()).isEqualTo(0700);
      chmod(rig, "/d", 0755);
      assertThat(told(rig, "/d").isPublic()).isTrue();
      assertThat(rig.stat("/d").permissions()).isEqualTo(0755);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "With `-o chmod=publish` the mode a file is made with publishes nothing, and chmod of a file "
          + "that is not uploaded yet is sent with the upload, by one request")
  void chmodOfUnsentFilesWaits(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory, FsSettings::withChmodPublishing)) {
      rig.write("/made", "x");
      rig.write("/set", "x");
      chmod(rig, "/set", 0644);
      rig.write("/again", "x");
      chmod(rig, "/again", 0644);
      chmod(rig, "/again", 0600);
      assertThat(updates(rig)).isZero();
      assertThat(rig.stat("/set").permissions()).isEqualTo(0604);
      rig.settle();
      assertThat(rig.service.requests().stream().filter(r -> r.equals("update /set"))).hasSize(1);
      assertThat(told(rig, "/made").isPublic()).isFalse();
      assertThat(told(rig, "/set").isPublic()).isTrue();
      assertThat(told(rig, "/again").isPublic()).isFalse();
      assertThat(rig.stat("/made").permissions()).isEqualTo(0600);
      assertThat(rig.stat("/set").permissions()).isEqualTo(0604);
    }
  }

  private static void shared(Rig rig, String path) {
    rig.service.putRemotely(path, "old".getBytes(UTF_8));
    rig.service.setProperty(path, NodeProperties.IS_PUBLIC, "true");
    rig.service.setProperty(path, NodeProperties.GROUP_READ, A);
    rig.service.setProperty(path, NodeProperties.CORE + "title", "old");
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A file of the service renamed over another one brings its own rights and properties along: "
          + "replacing what is public publishes nothing")
  void renamingOverAPublicFilePublishesNothing(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/mine", "private".getBytes(UTF_8));
      shared(rig, "/shown");
      rig.list("/");
      rig.rename("/mine", "/shown");
      assertThat(rig.service.content("/shown")).isEqualTo("private".getBytes(UTF_8));
      assertThat(told(rig, "/shown").isPublic()).isFalse();
      assertThat(told(rig, "/shown").hasReadGroup()).isFalse();
      assertThat(told(rig, "/shown").get(NodeProperties.CORE + "title")).isEmpty();
      assertThat(rig.stat("/shown").permissions() & 077).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A file that this mount made and sent within the last minute is taken for the new content of "
          + "what it is renamed over, which keeps its rights, as when it was not sent yet; later "
          + "it is a file of its own")
  void savingByRenameKeepsRightsForAMinute(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      shared(rig, "/doc");
      rig.list("/");
      rig.write("/.doc.tmp", "saved");
      rig.settle();
      assertThat(rig.service.exists("/.doc.tmp")).isTrue();
      rig.rename("/.doc.tmp", "/doc");
      assertThat(told(rig, "/doc").isPublic()).isTrue();
      assertThat(told(rig, "/doc").get(NodeProperties.GROUP_READ)).contains(A);
      rig.write("/later", "private");
      rig.settle();
      rig.time.advance(java.time.Duration.ofMinutes(2));
      rig.rename("/later", "/doc");
      assertThat(told(rig, "/doc").isPublic()).isFalse();
      assertThat(told(rig, "/doc").hasReadGroup()).isFalse();
      shared(rig, "/edited");
      rig.service.putRemotely("/theirs", "private".getBytes(UTF_8));
      rig.write("/theirs", "rewritten");
      rig.settle();
      rig.rename("/theirs", "/edited");
      assertThat(told(rig, "/edited").isPublic()).as("made by others").isFalse();
    }
  }
}
