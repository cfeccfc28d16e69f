package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.base.NodePath;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;

/** Modes, times, sizes and other small print, on both kinds of service, without a mount. */
class PosixDetailsTest {
  private static final Instant THEN = Instant.parse("2001-02-03T04:05:06Z");

  @TempDir Path directory;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void fails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private static FsSettings ordinaryUser(FsSettings s) {
    return new FsSettings(
        s.mountPoint(), s.deadline(), s.names(), s.readOnly(), s.exclusiveByServer(), false, true);
  }

  @ParameterizedTest
  @EnumSource
  @Statement("The nine permission bits that chmod set read back, also after a remount")
  void modeSetByChmodIsKept(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/clean", utf8("x"));
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.write("/new", "y");
      for (String path : List.of("/clean", "/d", "/new")) {
        for (int mode : new int[] {0700, 0444, 0, 0651}) {
          rig.fs.setPermissions(Rig.at(path), mode);
          assertThat(rig.stat(path).permissions()).as("%s %o", path, mode).isEqualTo(mode);
        }
      }
      rig.settle();
      rig.restart();
      for (String path : List.of("/clean", "/d", "/new")) {
        assertThat(rig.stat(path).permissions()).as(path).isEqualTo(0651);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "The mode something is made with is shown by this mount; where its owner bits "
          + "are not the usual ones it stays after a remount too, else group and other bits "
          + "are then those of the service")
  void modeOfCreationIsShownAndKeptWhereTheOwnerBitsSaySomething(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0751);
      rig.fs.makeDirectory(Rig.at("/closed"), 0500);
      make(rig, "/script", 0755);
      make(rig, "/plain", 0644);
      make(rig, "/object", 0444);
      assertThat(modes(rig, "/d", "/closed", "/script", "/plain", "/object"))
          .containsExactly(0751, 0500, 0755, 0644, 0444);
      rig.settle();
      assertThat(modes(rig, "/d", "/closed", "/script", "/plain", "/object"))
          .containsExactly(0751, 0500, 0755, 0644, 0444);
      rig.restart();
      assertThat(modes(rig, "/d", "/closed", "/script", "/plain", "/object"))
          .as("group and other bits of the usual modes are the service's again")
          .containsExactly(0700, 0500, 0755, 0600, 0444);
    }
  }

  private static void make(Rig rig, String path, int mode) throws FsException {
    OpenedFile file = rig.fs.create(Rig.at(path), OpenMode.WRITE.creatingOnly(), mode);
    rig.fs.write(file.handle(), 0, Rig.bytes("text"));
    rig.fs.flush(file.handle());
    rig.fs.release(file.handle());
  }

  private static List<Integer> modes(Rig rig, String... paths) throws FsException {
    List<Integer> modes = new java.util.ArrayList<>();
    for (String path : paths) {
      modes.add(rig.stat(path).permissions());
    }
    return modes;
  }

  @ParameterizedTest
  @EnumSource
  @Statement("chmod to the mode something was made with stays with it as well")
  void chmodToTheModeOfCreationIsKept(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0750);
      rig.write("/f", "x");
      rig.settle();
      rig.fs.setPermissions(Rig.at("/d"), 0750);
      rig.fs.setPermissions(Rig.at("/f"), rig.stat("/f").permissions());
      int file = rig.stat("/f").permissions();
      rig.restart();
      assertThat(modes(rig, "/d", "/f")).containsExactly(0750, file);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("access asks for the execute bit of a file; the superuser may run what anybody may")
  void onlyFilesWithAnExecuteBitMayBeRun(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory, PosixDetailsTest::ordinaryUser)) {
      rig.write("/f", "x");
      rig.service.putRemotely("/remote", utf8("x"));
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      fails(Reason.ACCESS, () -> rig.fs.access(Rig.at("/f"), 1));
      fails(Reason.ACCESS, () -> rig.fs.access(Rig.at("/remote"), 4 | 1));
      rig.fs.access(Rig.at("/d"), 1);
      rig.fs.setPermissions(Rig.at("/f"), 0611);
      fails(Reason.ACCESS, () -> rig.fs.access(Rig.at("/f"), 1));
      rig.fs.setPermissions(Rig.at("/f"), 0700);
      rig.fs.access(Rig.at("/f"), 1);
    }
    try (Rig rig = new Rig(manner, directory.resolve("superuser"))) {
      rig.write("/f", "x");
      fails(Reason.ACCESS, () -> rig.fs.access(Rig.at("/f"), 1));
      rig.fs.setPermissions(Rig.at("/f"), 0611);
      rig.fs.access(Rig.at("/f"), 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("Group and other bits show at least what the service grants")
  void modeNeverHidesWhatTheServiceGrants(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/public", utf8("x"));
      rig.service.update(
          NodePath.of("/public"),
          NodeKind.DATA,
          new PropertyChanges(Map.of(NodeProperties.IS_PUBLIC, "true"), Set.of()));
      rig.fs.setPermissions(Rig.at("/public"), 0600);
      assertThat(rig.stat("/public").permissions()).isEqualTo(0604);
      rig.fs.setPermissions(Rig.at("/public"), 0700);
      assertThat(rig.stat("/public").permissions()).isEqualTo(0705);
      assertThat(rig.service.properties("/public"))
          .containsEntry("ivo://ivoa.net/vospace/core#ispublic", "true");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Owner bits taken away by chmod bind ordinary users: opening, truncating, "
          + "listing, changing names and looking them up fail with EACCES; the superuser is "
          + "not bound")
  void ownerBitsBindOrdinaryUsers(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory, PosixDetailsTest::ordinaryUser)) {
      rig.write("/f", "precious");
      rig.fs.setPermissions(Rig.at("/f"), 0444);
      fails(Reason.ACCESS, () -> rig.fs.open(Rig.at("/f"), OpenMode.WRITE));
      fails(Reason.ACCESS, () -> rig.fs.truncate(Rig.at("/f"), 0));
      fails(Reason.ACCESS, () -> rig.fs.access(Rig.at("/f"), 2));
      rig.fs.access(Rig.at("/f"), 4);
      assertThat(rig.read("/f")).isEqualTo("precious");
      rig.fs.setPermissions(Rig.at("/f"), 0200);
      fails(Reason.ACCESS, () -> rig.read("/f"));
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.write("/d/f", "inside");
      rig.fs.setPermissions(Rig.at("/d"), 0555);
      fails(Reason.ACCESS, () -> rig.write("/d/new", "x"));
      fails(Reason.ACCESS, () -> rig.fs.makeDirectory(Rig.at("/d/new"), 0755));
      fails(Reason.ACCESS, () -> rig.fs.unlink(Rig.at("/d/f")));
      fails(Reason.ACCESS, () -> rig.rename("/d/f", "/g"));
      fails(Reason.ACCESS, () -> rig.rename("/f", "/d/g"));
      fails(Reason.NO_ENTRY, () -> rig.fs.unlink(Rig.at("/d/none")));
      fails(Reason.EXISTS, () -> rig.fs.makeDirectory(Rig.at("/d/f"), 0755));
      rig.write("/d/f", "files in it can still be written");
      rig.fs.setPermissions(Rig.at("/d"), 0300);
      fails(Reason.ACCESS, () -> rig.list("/d"));
      rig.fs.setPermissions(Rig.at("/d"), 0600);
      fails(Reason.ACCESS, () -> rig.stat("/d/f"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A file made with a mode that forbids writing is written by the descriptor that " + "made it")
  void newFileWithAModeThatForbidsWritingIsWrittenByItsMaker(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory, PosixDetailsTest::ordinaryUser)) {
      make(rig, "/object", 0444);
      rig.settle();
      assertThat(rig.service.content("/object")).isEqualTo(utf8("text"));
      assertThat(rig.stat("/object").permissions()).isEqualTo(0444);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A file renamed over another one keeps its own mode")
  void fileRenamedOverAnotherKeepsItsOwnMode(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/script", "#!/bin/sh");
      rig.fs.setPermissions(Rig.at("/script"), 0755);
      rig.settle();
      rig.write("/plain", "text");
      rig.rename("/plain", "/script");
      assertThat(rig.stat("/script").permissions()).isEqualTo(0644);
      rig.settle();
      rig.restart();
      assertThat(rig.stat("/script").permissions()).isEqualTo(0644);
      assertThat(rig.read("/script")).isEqualTo("text");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A file that an open for reading made or emptied is uploaded like any other")
  void fileMadeOrEmptiedByAnOpenForReadingIsUploaded(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/old", utf8("old content"));
      OpenedFile made = rig.fs.create(Rig.at("/lock"), OpenMode.READ, 0644);
      OpenedFile emptied = rig.fs.open(Rig.at("/old"), OpenMode.READ.truncating());
      assertThat(rig.read(emptied.handle(), 0, 10)).isEmpty();
      for (OpenedFile file : List.of(made, emptied)) {
        rig.fs.flush(file.handle());
        rig.fs.release(file.handle());
      }
      rig.settle();
      assertThat(rig.service.content("/lock")).isEmpty();
      assertThat(rig.service.content("/old")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A time set on earlier content never comes back for new content")
  void explicitTimeDoesNotComeBackForNewContentOfTheSameLength(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "12345");
      rig.fs.setTimes(Rig.at("/f"), new TimeChange(null, THEN));
      rig.settle();
      rig.write("/f", "abcde");
      rig.settle();
      rig.restart();
      assertThat(rig.stat("/f").modified()).isAfter(THEN.plus(Duration.ofDays(365)));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "UTIME_OMIT leaves a time as it is; a set access time, and the times of symbolic "
          + "links, are shown until the mount ends; `st_ctime` moves with every explicit "
          + "change of times or mode")
  void timesCanBeSetOneByOne(Manner manner) throws Exception {
    Instant other = THEN.plusSeconds(1000);
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/clean", utf8("x"));
      rig.write("/new", "y");
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.fs.makeLink(Rig.at("/l"), "d");
      for (String path : List.of("/clean", "/new", "/d", "/l")) {
        rig.fs.setTimes(Rig.at(path), new TimeChange(other, THEN));
        assertThat(rig.stat(path).accessed()).as(path).isEqualTo(other);
        assertThat(rig.stat(path).modified()).as(path).isEqualTo(THEN);
        assertThat(rig.stat(path).changed()).as(path).isEqualTo(rig.time.instant());
        rig.fs.setTimes(Rig.at(path), new TimeChange(THEN, null));
        assertThat(rig.stat(path).accessed()).as(path).isEqualTo(THEN);
        assertThat(rig.stat(path).modified()).as(path).isEqualTo(THEN);
        rig.fs.setTimes(Rig.at(path), new TimeChange(null, other));
        assertThat(rig.stat(path).accessed()).as(path).isEqualTo(THEN);
        assertThat(rig.stat(path).modified()).as(path).isEqualTo(other);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("Making, removing and renaming names moves the mtime of their directories")
  void namesMadeAndRemovedMoveTheDirectorysTime(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.fs.makeDirectory(Rig.at("/e"), 0755);
      List<ThrowingCallable> changes =
          List.of(
              () -> rig.write("/d/f", "x"),
              () -> rig.rename("/d/f", "/d/g"),
              () -> rig.rename("/d/g", "/e/g"),
              () -> rig.fs.makeDirectory(Rig.at("/d/sub"), 0755),
              () -> rig.fs.removeDirectory(Rig.at("/d/sub")),
              () -> rig.fs.makeLink(Rig.at("/d/l"), "f"),
              () -> rig.fs.unlink(Rig.at("/d/l")));
      for (ThrowingCallable change : changes) {
        Instant before = rig.stat("/d").modified();
        rig.time.advance(Duration.ofSeconds(5));
        try {
          change.call();
        } catch (Throwable e) {
          throw new AssertionError(e);
        }
        assertThat(rig.stat("/d").modified()).isEqualTo(before.plusSeconds(5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "`st_nlink` of a directory is 2 and its subdirectories; 1 as long as it was "
          + "never listed, which programs take for \"not counted\"")
  void linksOfADirectoryAreCountedOnceItWasListed(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.mkdirRemotely("/there");
      rig.service.mkdirRemotely("/there/one");
      rig.service.mkdirRemotely("/there/two");
      assertThat(rig.stat("/there").links()).as("not counted yet").isEqualTo(1);
      rig.list("/there");
      assertThat(rig.stat("/there").links()).isEqualTo(4);
      rig.fs.makeDirectory(Rig.at("/there/three"), 0755);
      assertThat(rig.stat("/there").links()).isEqualTo(5);
      assertThat(rig.stat("/there/three").links()).isEqualTo(2);
      rig.fs.removeDirectory(Rig.at("/there/three"));
      rig.rename("/there/one", "/one");
      assertThat(rig.stat("/there").links()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A size no file can have is EFBIG, and nothing else happens")
  void sizeBeyondEveryLimitIsRefusedAndNothingElseHappens(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "content");
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ_WRITE);
      fails(Reason.TOO_BIG, () -> rig.fs.truncate(file.handle(), 1L << 60));
      fails(Reason.TOO_BIG, () -> rig.fs.write(file.handle(), 1L << 60, Rig.bytes("x")));
      rig.fs.flush(file.handle());
      rig.fs.release(file.handle());
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("content"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "truncate by name works on what is not uploaded yet, and is promised as `close` " + "is")
  void truncateByNameWhileTheUploadIsPending(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "0123456789");
      rig.fs.truncate(Rig.at("/f"), 4);
      assertThat(rig.read("/f")).isEqualTo("0123");
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("0123"));
      rig.fs.truncate(Rig.at("/f"), 6);
      rig.restart();
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("0123\0\0"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A directory read in pieces while it changes shows what stays exactly once; "
          + "rewinding reads it anew")
  void directoryReadInPiecesShowsWhatStaysOnce(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      for (int i = 0; i < 300; i++) {
        rig.service.putRemotely("/f" + i, utf8("x"));
      }
      long handle = rig.fs.openDirectory(Rig.at("/"));
      List<String> seen = new java.util.ArrayList<>();
      long[] cookie = {0};
      for (int piece = 0; piece < 400 && cookie[0] >= 0; piece++) {
        int before = seen.size();
        rig.fs.readDirectory(
            handle,
            cookie[0],
            (name, number, type, next) -> {
              if (seen.size() - before == 7) {
                return false;
              }
              seen.add(name);
              cookie[0] = next;
              return true;
            });
        if (seen.size() == before) {
          break;
        }
        rig.fs.unlink(Rig.at("/" + seen.get(seen.size() - 1)));
        rig.write("/new" + piece, "y");
      }
      seen.removeAll(List.of(".", ".."));
      assertThat(seen).doesNotHaveDuplicates().hasSize(300);
      rig.fs.readDirectory(handle, 0, (name, number, type, next) -> seen.add("again " + name));
      assertThat(seen).as("rewinding reads it anew").contains("again new0");
      rig.fs.releaseDirectory(handle);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A symbolic link may hold a text that names nothing and could name nothing")
  void linkMayPointToATargetNobodyCouldMake(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      String text = "x".repeat(300) + "/y";
      rig.fs.makeLink(Rig.at("/l"), text);
      assertThat(rig.fs.readLink(Rig.at("/l"))).isEqualTo(text);
      assertThat(rig.stat("/l").size()).isEqualTo(302);
    }
  }
}
