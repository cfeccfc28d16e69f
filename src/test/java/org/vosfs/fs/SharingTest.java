package org.vosfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.fs.RightsChange.Groups;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.TreeChange;

/** Rights that are granted and revoked on purpose. */
class SharingTest {
  private static final String A = "ivo://example.org/gms?a";
  private static final String B = "ivo://example.org/gms?b";

  @TempDir Path directory;

  private static Groups add(String... groups) {
    return new Groups(false, List.of(groups), List.of());
  }

  private static RightsChange everybody(boolean may) {
    return new RightsChange(may, Groups.NONE, Groups.NONE, null);
  }

  private static NodeProperties told(Rig rig, String path) {
    return new NodeProperties(rig.service.properties(path));
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "`vosfs share` and `vosfs chmod` change only the rights they name, by one request, and only "
          + "where something changes; groups are added to those there are")
  void onlyWhatIsNamedChanges(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      rig.service.setProperty("/f", NodeProperties.GROUP_READ, A);
      Rights now =
          rig.fs.sharing().change(Rig.at("/f"), new RightsChange(null, add(B), add(B), null));
      assertThat(now).isEqualTo(new Rights(false, List.of(A, B), List.of(B), false));
      assertThat(told(rig, "/f").get(NodeProperties.GROUP_READ)).contains(A + " " + B);
      assertThat(rig.stat("/f").permissions() & 077).isEqualTo(0060);
      rig.service.clearRequests();
      rig.fs.sharing().change(Rig.at("/f"), new RightsChange(false, add(A), Groups.NONE, null));
      assertThat(rig.service.requests()).noneMatch(request -> request.startsWith("update"));
      Groups none = new Groups(true, List.of(), List.of());
      rig.fs
          .sharing()
          .change(
              Rig.at("/f"),
              new RightsChange(true, none, new Groups(false, List.of(), List.of(B)), null));
      assertThat(rig.service.requests().stream().filter(r -> r.startsWith("update"))).hasSize(1);
      assertThat(rig.fs.sharing().rights(Rig.at("/f")))
          .isEqualTo(new Rights(true, List.of(), List.of(), false));
      assertThat(rig.stat("/f").permissions() & 077).isEqualTo(0004);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A right taken away is shown no more, whatever mode was kept for programs; an execute bit "
          + "of the owner stays")
  void whatIsTakenAwayIsNotShown(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/run.sh", "#!/bin/sh");
      rig.fs.setPermissions(Rig.at("/run.sh"), 0755);
      rig.settle();
      rig.fs.sharing().change(Rig.at("/run.sh"), everybody(true));
      assertThat(rig.stat("/run.sh").permissions()).isEqualTo(0755);
      Groups none = new Groups(true, List.of(), List.of());
      rig.fs.sharing().change(Rig.at("/run.sh"), new RightsChange(false, none, none, null));
      assertThat(rig.stat("/run.sh").permissions()).isEqualTo(0700);
      rig.restart();
      assertThat(rig.stat("/run.sh").permissions()).isEqualTo(0700);
      rig.write("/unsent.sh", "#!/bin/sh");
      rig.fs.setPermissions(Rig.at("/unsent.sh"), 0755);
      rig.fs.sharing().change(Rig.at("/unsent.sh"), everybody(false));
      assertThat(rig.stat("/unsent.sh").permissions()).isEqualTo(0750);
      rig.settle();
      rig.restart();
      assertThat(rig.stat("/unsent.sh").permissions()).isEqualTo(0750);
      assertThat(told(rig, "/run.sh").isPublic()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "With `-R` everything below gets the rights named, by one job of the service; what is not "
          + "uploaded yet gets them with its upload, and nothing old is shown afterwards")
  void wholeTrees(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      tree(rig);
      TreeChange done =
          rig.fs
              .sharing()
              .changeTree(
                  Rig.at("/d"), new RightsChange(true, add(A), Groups.NONE, null), state -> true);
      assertThat(done).isEqualTo(new TreeChange(4, 0, true));
      assertThat(rig.service.requests().stream().filter(r -> r.startsWith("update")))
          .containsExactly("update /d", "updateTree /d");
      for (String path : List.of("/d", "/d/f", "/d/sub", "/d/sub/g")) {
        assertThat(told(rig, path).get(NodeProperties.GROUP_READ)).as(path).contains(A);
        assertThat(told(rig, path).isPublic()).as(path).isTrue();
        assertThat(rig.stat(path).permissions() & 044).as(path).isEqualTo(044);
      }
      assertThat(told(rig, "/beside").isPublic()).isFalse();
      rig.settle();
      assertThat(told(rig, "/d/sub/unsent").isPublic()).isTrue();
      assertThat(told(rig, "/d/sub/unsent").get(NodeProperties.GROUP_READ)).contains(A);
    }
  }

  private static void tree(Rig rig) throws Exception {
    var unused = rig.with("/d/", "/d/sub/", "/d/f=f", "/d/sub/g=g", "/beside=b");
    for (String path : List.of("/d", "/d/f", "/d/sub", "/d/sub/g")) {
      assertThat(rig.stat(path).permissions() & 077).as(path).isZero();
    }
    rig.write("/d/sub/unsent", "u");
    rig.service.clearRequests();
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "On a service without such jobs, `-R` changes one node after the other, never through a "
          + "link, tells how many, and ends when it is not waited for any more")
  void treesWithoutJobs(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      tree(rig);
      rig.fs.makeLink(Rig.at("/d/link"), "../beside");
      rig.service.withoutTreeJobs();
      List<Long> heard = new ArrayList<>();
      TreeChange done =
          rig.fs
              .sharing()
              .changeTree(Rig.at("/d"), everybody(true), state -> heard.add(state.done()));
      assertThat(done).isEqualTo(new TreeChange(4, 0, true));
      assertThat(heard).isSorted().contains(3L);
      assertThat(told(rig, "/d/sub/g").isPublic()).isTrue();
      assertThat(told(rig, "/beside").isPublic()).isFalse();
      TreeChange stopped =
          rig.fs.sharing().changeTree(Rig.at("/d"), everybody(false), state -> state.done() < 2);
      assertThat(stopped.ended()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void linksHaveNoRights(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", "x".getBytes(UTF_8));
      rig.fs.makeLink(Rig.at("/link"), "f");
      assertThatThrownBy(() -> rig.fs.sharing().change(Rig.at("/link"), everybody(true)))
          .hasMessageContaining("name what it points to");
      assertThatThrownBy(
              () -> rig.fs.sharing().changeTree(Rig.at("/link"), everybody(true), state -> true))
          .hasMessageContaining("name what it points to");
      RightsChange inherit = new RightsChange(null, Groups.NONE, Groups.NONE, true);
      assertThatThrownBy(() -> rig.fs.sharing().change(Rig.at("/f"), inherit))
          .hasMessageContaining("only directories");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "New files and directories are the mounter's alone; in a directory with "
          + "`user.vos.inheritPermissions` they get its rights, and their mode shows that at once")
  void newFilesGetTheRightsOfADirectoryThatHandsThemOn(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.mkdirRemotely("/d");
      rig.fs.sharing().change(Rig.at("/d"), new RightsChange(null, add(A), Groups.NONE, true));
      assertThat(rig.fs.sharing().rights(Rig.at("/d")).inherited()).isTrue();
      rig.write("/plain", "x");
      rig.write("/d/shared", "x");
      rig.fs.setPermissions(Rig.at("/d/shared"), 0600);
      rig.settle();
      assertThat(told(rig, "/plain").hasReadGroup()).isFalse();
      assertThat(rig.stat("/d/shared").permissions()).isEqualTo(0640);
    }
  }
}
