package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.VospaceException;

class TreeCallsTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    rig =
        new Rig(FakeVospace.Manner.VAULT, directory)
            .with("/d/", "/d/e/", "/d/e/f=remote", "/g=stays");
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  private TreeRemoval remove(String path) throws FsException {
    return rig.fs.trees().removeTree(Rig.at(path), state -> true);
  }

  @Test
  void aTreeGoesByOneRequestAndIsGoneAtOnce() throws FsException {
    rig.list("/d/e");
    assertThat(remove("/d")).isEqualTo(new TreeRemoval(3, 0, true));
    rig.service.clearRequests();
    assertThatThrownBy(() -> rig.stat("/d")).hasMessageContaining("no such file");
    assertThat(rig.service.requests()).as("known without asking").isEmpty();
    assertThat(rig.list("/")).containsExactly("g");
    rig.fs.makeDirectory(Rig.at("/d"), 0777);
    assertThat(rig.list("/d")).isEmpty();
  }

  @Test
  @Statement(
      "`vosfs rm -r` throws away what is not uploaded below the directory: nothing removed is sent"
          + " later; what is open there stays readable")
  void whatIsUnsentBelowIsNeverSentAndOpenFilesStayReadable() throws Exception {
    rig.write("/d/new", "never sent");
    rig.write("/d/e/f", "changed");
    OpenedFile open = rig.fs.open(Rig.at("/d/e/f"), OpenMode.READ);
    assertThat(remove("/d").isComplete()).isTrue();
    rig.settle();
    assertThat(rig.service.paths()).containsExactly("/g");
    assertThat(rig.read(open.handle(), 0, 100)).isEqualTo("changed");
    rig.fs.release(open.handle());
    rig.restart();
    rig.settle();
    assertThat(rig.service.paths()).containsExactly("/g");
  }

  @Test
  @Statement("`vosfs rm -r` that could remove only a part is a failure, and what is left is shown")
  void whatIsLeftIsShown() throws FsException {
    rig.list("/d/e");
    rig.service.putRemotely("/d/h", new byte[1]);
    rig.list("/d");
    rig.service.setProperty("/d/e/f", NodeProperties.IS_LOCKED, "true");
    assertThat(remove("/d")).isEqualTo(new TreeRemoval(1, 1, false));
    assertThat(rig.list("/d")).containsExactly("e");
    assertThat(rig.list("/d/e")).containsExactly("f");
  }

  @Test
  void aFileALinkTheRootAndNothingAreRefused() throws FsException {
    rig.fs.makeLink(Rig.at("/l"), "d");
    assertThatThrownBy(() -> remove("/l"))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_DIRECTORY));
    assertThatThrownBy(() -> remove("/g"))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_DIRECTORY));
    assertThatThrownBy(() -> remove("/"))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
    assertThatThrownBy(() -> remove("/none"))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_ENTRY));
    assertThat(rig.service.paths()).contains("/d/e/f", "/g", "/l");
  }

  @Test
  @Statement("`vosfs rm -r` never goes through a link, also one that took the directory's place")
  void aLinkThatTookTheDirectorysPlaceIsNotFollowed() throws FsException {
    rig.list("/d");
    rig.service.mkdirRemotely("/x");
    rig.list("/");
    rig.service.deleteRemotely("/x");
    rig.service.linkRemotely("/x", "/d");
    assertThatThrownBy(() -> remove("/x"))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_DIRECTORY));
    assertThat(rig.service.paths()).contains("/d/e/f");
    assertThat(rig.service.requests()).noneMatch(request -> request.startsWith("deleteTree"));
  }

  @Test
  void afterAnUnknownOutcomeTheServiceIsAsked() throws FsException {
    rig.list("/d/e");
    rig.service.beforeNext(
        request -> request.startsWith("deleteTree"), () -> rig.service.deleteRemotely("/d/e/f"));
    rig.service.failNext(
        request -> request.startsWith("deleteTree"),
        new VospaceException.Unavailable("the connection broke", null));
    assertThatThrownBy(() -> remove("/d"))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO));
    assertThat(rig.list("/d/e")).isEmpty();
  }
}
