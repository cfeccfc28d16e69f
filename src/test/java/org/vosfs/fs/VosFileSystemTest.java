package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.VospaceException;

/** The filesystem's behaviour as programs see it, on both kinds of service, without a mount. */
class VosFileSystemTest {
  @TempDir Path directory;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void fails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  @ParameterizedTest
  @EnumSource
  @Statement("What was written reads back at once, before and after its upload")
  void writtenFileReadsBackBeforeAndAfterItsUpload(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/a", "hello");
      assertThat(rig.read("/a")).isEqualTo("hello");
      assertThat(rig.service.paths()).isEmpty();
      rig.settle();
      assertThat(rig.service.content("/a")).isEqualTo(utf8("hello"));
      assertThat(rig.read("/a")).isEqualTo("hello");
      assertThat(rig.list("/")).containsExactly("a");
      assertThat(rig.stat("/a").size()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A new small file costs its upload and nothing else")
  void newSmallFileCostsOneUploadAndNothingElse(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.list("/");
      rig.service.clearRequests();
      rig.write("/a", "hello");
      rig.settle();
      assertThat(rig.read("/a")).isEqualTo("hello");
      assertThat(rig.stat("/a").size()).isEqualTo(5);
      assertThat(rig.service.requests()).containsExactly("upload /a", "uploaded /a");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("Appending keeps what was there")
  void appendKeepsWhatWasThere(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/log", utf8("one\n"));
      OpenedFile file = rig.fs.open(Rig.at("/log"), OpenMode.WRITE.appending());
      rig.fs.write(file.handle(), 0, Rig.bytes("two\n"));
      rig.fs.flush(file.handle());
      rig.fs.release(file.handle());
      assertThat(rig.read("/log")).isEqualTo("one\ntwo\n");
      rig.settle();
      assertThat(rig.service.content("/log")).isEqualTo(utf8("one\ntwo\n"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A write in the middle of a large remote file changes only that")
  void writeInTheMiddleOfALargeRemoteFileChangesOnlyThat(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      byte[] content = new byte[700_000];
      new java.util.Random(7).nextBytes(content);
      rig.service.putRemotely("/big", content);
      OpenedFile file = rig.fs.open(Rig.at("/big"), OpenMode.READ_WRITE);
      rig.fs.write(file.handle(), 300_000, Rig.bytes("CHANGED"));
      rig.fs.flush(file.handle());
      rig.fs.release(file.handle());
      rig.settle();
      System.arraycopy(utf8("CHANGED"), 0, content, 300_000, 7);
      assertThat(rig.service.content("/big")).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A file cut short and grown again reads zeros, not old bytes")
  void shrinkingAndGrowingAgainReadsZerosNotOldBytes(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("abcdefgh"));
      rig.fs.truncate(Rig.at("/f"), 3);
      rig.fs.truncate(Rig.at("/f"), 6);
      assertThat(rig.read("/f")).isEqualTo("abc\0\0\0");
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("abc\0\0\0"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("An upload that fails in passing is repeated until it succeeds")
  void uploadFailureIsRepeatedAndNothingIsLost(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.failNext(
          request -> request.startsWith("upload "),
          new VospaceException.Unavailable("connection reset", null));
      rig.write("/a", "precious");
      rig.settle();
      assertThat(rig.service.paths()).isEmpty();
      assertThat(rig.read("/a")).isEqualTo("precious");
      rig.time.advance(Duration.ofMinutes(5));
      assertThat(rig.service.content("/a")).isEqualTo(utf8("precious"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "An upload refused for good (quota, rights) keeps the bytes; each handle hears "
          + "of it once, at its next `fsync` or `close`; the file stays readable")
  void refusedUploadStaysVisibleAndReadable(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.failNext(
          request -> request.startsWith("upload "), new VospaceException.QuotaExceeded("full"));
      rig.write("/a", "precious");
      rig.settle();
      assertThat(rig.uploads.status())
          .singleElement()
          .satisfies(s -> assertThat(s.problem()).contains("full"));
      OpenedFile file = rig.fs.open(Rig.at("/a"), OpenMode.READ_WRITE);
      fails(Reason.QUOTA, () -> rig.fs.fsync(file.handle()));
      rig.fs.fsync(file.handle());
      assertThat(rig.read(file.handle(), 0, 100)).isEqualTo("precious");
      rig.fs.release(file.handle());
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "When `close` has returned 0, content and name survive the death of the mount's "
          + "process, whatever the network does")
  void closedFileSurvivesTheProcess(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/old", utf8("0123456789"));
      rig.write("/new", "fresh");
      OpenedFile file = rig.fs.open(Rig.at("/old"), OpenMode.READ_WRITE);
      rig.fs.write(file.handle(), 2, Rig.bytes("XX"));
      rig.fs.flush(file.handle());
      rig.restart();
      assertThat(rig.read("/new")).isEqualTo("fresh");
      assertThat(rig.read("/old")).isEqualTo("01XX456789");
      rig.settle();
      assertThat(rig.service.content("/new")).isEqualTo(utf8("fresh"));
      assertThat(rig.service.content("/old")).isEqualTo(utf8("01XX456789"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A change never acknowledged by `close` or `fsync` never replaces remote content "
          + "after a crash; its bytes are kept and told")
  void unacknowledgedChangeNeverReplacesTheRemoteFileAfterACrash(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/old", utf8("0123456789"));
      OpenedFile file = rig.fs.open(Rig.at("/old"), OpenMode.READ_WRITE);
      rig.fs.write(file.handle(), 2, Rig.bytes("XX"));
      rig.restart();
      rig.settle();
      assertThat(rig.service.content("/old")).isEqualTo(utf8("0123456789"));
      assertThat(rig.read("/old")).isEqualTo("0123456789");
      assertThat(rig.staging.usage().files()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Saving by a temporary file and rename sends the content once, over the target; "
          + "no temporary name reaches the service")
  void saveByRenameSendsOneUploadAndNoTemporaryName(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/doc", utf8("old"));
      rig.list("/");
      rig.service.clearRequests();
      rig.write("/doc.tmp", "new content");
      rig.rename("/doc.tmp", "/doc");
      assertThat(rig.read("/doc")).isEqualTo("new content");
      rig.settle();
      assertThat(rig.service.content("/doc")).isEqualTo(utf8("new content"));
      assertThat(rig.service.requests())
          .noneMatch(request -> request.contains("tmp"))
          .containsOnlyOnce("upload /doc");
      assertThat(rig.list("/")).containsExactly("doc");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A remote file renamed over a remote file replaces it and keeps its inode number")
  void renameOverARemoteFileByARemoteFile(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/a", utf8("from a"));
      rig.service.putRemotely("/b", utf8("from b"));
      long number = rig.stat("/a").number();
      rig.rename("/a", "/b");
      assertThat(rig.service.paths()).containsExactly("/b");
      assertThat(rig.read("/b")).isEqualTo("from a");
      assertThat(rig.stat("/b").number()).isEqualTo(number);
      fails(Reason.NO_ENTRY, () -> rig.stat("/a"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("When that fails half-way it is undone")
  void failedReplaceIsUndone(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/a", utf8("from a"));
      rig.service.putRemotely("/b", utf8("from b"));
      rig.service.failNext(
          request -> request.startsWith("move /a "), new VospaceException.Denied("no"));
      fails(Reason.ACCESS, () -> rig.rename("/a", "/b"));
      assertThat(rig.service.paths()).containsExactly("/a", "/b");
      assertThat(rig.service.content("/b")).isEqualTo(utf8("from b"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("Renaming a directory takes open and unsent files along")
  void renamedDirectoryTakesOpenAndUnsentFilesAlong(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.write("/d/unsent", "unsent");
      OpenedFile open = rig.fs.create(Rig.at("/d/open"), OpenMode.READ_WRITE, 0644);
      rig.fs.write(open.handle(), 0, Rig.bytes("before "));
      rig.rename("/d", "/e");
      rig.fs.write(open.handle(), 7, Rig.bytes("after"));
      rig.fs.flush(open.handle());
      rig.fs.release(open.handle());
      rig.settle();
      assertThat(rig.service.paths()).containsExactly("/e", "/e/open", "/e/unsent");
      assertThat(rig.service.content("/e/open")).isEqualTo(utf8("before after"));
      assertThat(rig.list("/e")).containsExactly("open", "unsent");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A removed file is read and written through its handles until they close; "
          + "`st_nlink` is 0; no hidden name is made")
  void unlinkedFileIsReadAndWrittenThroughItsHandle(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("content"));
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ_WRITE);
      rig.fs.unlink(Rig.at("/f"));
      fails(Reason.NO_ENTRY, () -> rig.stat("/f"));
      assertThat(rig.read(file.handle(), 0, 100)).isEqualTo("content");
      rig.fs.write(file.handle(), 0, Rig.bytes("C"));
      assertThat(rig.read(file.handle(), 0, 100)).isEqualTo("Content");
      assertThat(rig.fs.attributes(file.handle()).links()).isZero();
      rig.fs.flush(file.handle());
      rig.fs.release(file.handle());
      rig.settle();
      assertThat(rig.service.paths()).isEmpty();
      assertThat(rig.staging.usage().files()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A file made, renamed and removed within the quiet time costs no request")
  void temporaryFileCreatedAndRemovedCostsNoRequest(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.list("/");
      rig.service.clearRequests();
      rig.write("/tmp1", "x");
      rig.rename("/tmp1", "/tmp2");
      rig.fs.unlink(Rig.at("/tmp2"));
      rig.settle();
      assertThat(rig.service.requests()).isEmpty();
      assertThat(rig.list("/")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A removal survives the process as well: nothing removed comes back")
  void unlinkAfterCrashIsNotUndone(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "secret");
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
      rig.fs.unlink(Rig.at("/f"));
      assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("secret");
      rig.restart();
      rig.settle();
      assertThat(rig.service.paths()).isEmpty();
      assertThat(rig.list("/")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A read never mixes two contents: a handle stays on the one it began with, from "
          + "the cache, or fails with ESTALE")
  void remoteChangeUnderAnOpenHandleIsNeverMixed(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      byte[] one = new byte[600_000];
      byte[] two = new byte[600_000];
      java.util.Arrays.fill(one, (byte) '1');
      java.util.Arrays.fill(two, (byte) '2');
      rig.service.putRemotely("/f", one);
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
      assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("1111111111");
      rig.service.putRemotely("/f", two);
      String tail = null;
      try {
        tail = rig.read(file.handle(), 590_000, 10);
      } catch (FsException e) {
        assertThat(e.reason()).isEqualTo(Reason.STALE);
      }
      assertThat(tail).isIn(null, "1111111111");
      rig.fs.release(file.handle());
      rig.time.advance(Duration.ofSeconds(31));
      assertThat(rig.read("/f")).isEqualTo("2".repeat(600_000));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Content replaced on the service while it is open here gets a new inode number; "
          + "old handles keep the old content")
  void remoteChangeBecomesANewKernelNodeWhileHandlesAreOpen(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("one"));
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
      assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("one");
      long before = rig.stat("/f").number();
      rig.service.putRemotely("/f", utf8("two"));
      rig.time.advance(Duration.ofSeconds(31));
      assertThat(rig.stat("/f").number()).isNotEqualTo(before);
      OpenedFile second = rig.fs.open(Rig.at("/f"), OpenMode.READ);
      assertThat(second.direct()).as("pages of the old content are still about").isTrue();
      assertThat(rig.read(second.handle(), 0, 10)).isEqualTo("two");
      assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("one");
      rig.fs.release(second.handle());
      rig.fs.release(file.handle());
      OpenedFile third = rig.fs.open(Rig.at("/f"), OpenMode.READ);
      assertThat(third.direct()).isFalse();
      rig.fs.release(third.handle());
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "When two sides changed a file, both contents are kept: theirs under the name, "
          + "ours as `NAME.conflict-HOST-TIME`")
  void conflictKeepsBoth(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("base"));
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ_WRITE);
      rig.fs.write(file.handle(), 0, Rig.bytes("ours"));
      rig.fs.flush(file.handle());
      rig.service.putRemotely("/f", utf8("theirs, later"));
      rig.fs.release(file.handle());
      rig.settle();
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("theirs, later"));
      assertThat(rig.service.paths()).hasSize(2);
      String copy = rig.service.paths().get(1);
      assertThat(copy).startsWith("/f.conflict-testhost-");
      assertThat(rig.service.content(copy)).isEqualTo(utf8("ours"));
      assertThat(rig.read("/f")).isEqualTo("theirs, later");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("Changing a file again and again is no conflict with oneself")
  void changingAFileTwiceIsNoConflictWithOurselves(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "one");
      rig.settle();
      rig.write("/f", "two, longer");
      rig.settle();
      rig.time.advance(Duration.ofSeconds(40));
      rig.write("/f", "three");
      rig.settle();
      assertThat(rig.service.paths()).containsExactly("/f");
      assertThat(rig.service.content("/f")).isEqualTo(utf8("three"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "An mtime set by a program is shown at once, through the upload, and after a " + "remount")
  void explicitTimeIsKeptThroughTheUploadAndARemount(Manner manner) throws Exception {
    Instant then = Instant.parse("2001-02-03T04:05:06.123456789Z");
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "x");
      rig.fs.setTimes(Rig.at("/f"), new TimeChange(null, then));
      assertThat(rig.stat("/f").modified()).isEqualTo(then);
      rig.settle();
      assertThat(rig.stat("/f").modified()).isEqualTo(then);
      rig.restart();
      assertThat(rig.stat("/f").modified()).isEqualTo(then);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("No time moves when an unchanged file is uploaded: `tar` and `make` see no change")
  void noTimeMovesWithTheUploadOfAnUnchangedFile(Manner manner) throws Exception {
    Instant then = Instant.parse("2001-02-03T04:05:06Z");
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "x");
      rig.fs.setTimes(Rig.at("/f"), new TimeChange(null, then));
      Attributes before = rig.stat("/f");
      rig.settle();
      rig.time.advance(Duration.ofSeconds(31));
      Attributes after = rig.stat("/f");
      assertThat(after.modified()).isEqualTo(before.modified());
      assertThat(after.changed()).isEqualTo(before.changed());
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "chmod never publishes and never hides: who may read on the service stays as it " + "is")
  void chmodNeverPublishes(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/run.sh", "#!/bin/sh\n");
      rig.fs.setPermissions(Rig.at("/run.sh"), 0755);
      rig.settle();
      rig.restart();
      assertThat(rig.stat("/run.sh").permissions()).isEqualTo(0755);
      assertThat(rig.service.properties("/run.sh"))
          .doesNotContainKey("ivo://ivoa.net/vospace/core#ispublic");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Characters the services mangle are kept escaped (`a b` as `a=20b`) and shown as "
          + "they were, in every operation; no other node is touched")
  void namesTheServiceManglesAreEscapedInEveryOperation(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      String name = "a b#c?d%41[x]{y}|\\^`\"<>=20é";
      rig.fs.makeDirectory(Rig.at("/" + name), 0755);
      rig.write("/" + name + "/" + name, "text");
      rig.settle();
      assertThat(rig.list("/")).containsExactly(name);
      rig.rename("/" + name + "/" + name, "/plain");
      rig.rename("/plain", "/" + name + "/q?");
      assertThat(rig.read("/" + name + "/q?")).isEqualTo("text");
      rig.fs.unlink(Rig.at("/" + name + "/q?"));
      rig.fs.removeDirectory(Rig.at("/" + name));
      assertThat(rig.service.paths()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("With `-o names=refuse` such names are EINVAL, without a request")
  void refusingNamesIsAnOption(Manner manner) throws Exception {
    try (Rig rig =
        new Rig(
            manner,
            directory,
            s -> new FsSettings(s.mountPoint(), s.deadline(), NameMapping.REFUSE, false, false))) {
      fails(Reason.INVALID, () -> rig.stat("/a b"));
      fails(Reason.INVALID, () -> rig.write("/a#b", "x"));
      fails(Reason.NAME_TOO_LONG, () -> rig.stat("/" + "x".repeat(256)));
      assertThat(rig.service.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "While the service is silent, what is known and cached is still served; the rest "
          + "fails with EIO; afterwards everything works again")
  void whileTheServiceIsSilentKnownThingsAreServed(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("cached"));
      assertThat(rig.read("/f")).isEqualTo("cached");
      rig.list("/");
      rig.service.setOffline(true);
      rig.time.advance(Duration.ofMinutes(3));
      assertThat(rig.read("/f")).isEqualTo("cached");
      assertThat(rig.list("/")).containsExactly("f");
      fails(Reason.IO, () -> rig.stat("/unknown"));
      fails(Reason.IO, () -> rig.fs.makeDirectory(Rig.at("/d"), 0755));
      rig.service.setOffline(false);
      fails(Reason.NO_ENTRY, () -> rig.stat("/unknown"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "One listing fills the attributes of all children: `ls -l` costs the listing and "
          + "nothing per entry")
  void listingFillsTheAttributesOfAllChildren(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      for (int i = 0; i < 500; i++) {
        rig.service.putRemotely("/f" + i, utf8("x".repeat(i % 7)));
      }
      assertThat(rig.list("/")).hasSize(500);
      for (int i = 0; i < 500; i++) {
        assertThat(rig.stat("/f" + i).size()).isEqualTo(i % 7);
      }
      assertThat(rig.service.requests()).containsExactly("list /");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("A cached file is read without a request")
  void cachedFileIsReadWithoutARequest(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("content"));
      rig.read("/f");
      rig.service.clearRequests();
      assertThat(rig.read("/f")).isEqualTo("content");
      assertThat(rig.service.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "ENOTEMPTY, EISDIR, ENOTDIR, EEXIST, ENOENT and EINVAL as POSIX has them; a "
          + "directory may be renamed over an empty one")
  void directoryRules(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      rig.write("/d/f", "x");
      rig.write("/g", "y");
      fails(Reason.NOT_EMPTY, () -> rig.fs.removeDirectory(Rig.at("/d")));
      fails(Reason.IS_DIRECTORY, () -> rig.fs.unlink(Rig.at("/d")));
      fails(Reason.NOT_DIRECTORY, () -> rig.fs.removeDirectory(Rig.at("/g")));
      fails(Reason.EXISTS, () -> rig.fs.makeDirectory(Rig.at("/d"), 0755));
      fails(Reason.NO_ENTRY, () -> rig.fs.makeDirectory(Rig.at("/no/d"), 0755));
      fails(Reason.NOT_DIRECTORY, () -> rig.stat("/g/x"));
      fails(Reason.IS_DIRECTORY, () -> rig.rename("/g", "/d"));
      fails(Reason.NOT_DIRECTORY, () -> rig.rename("/d", "/g"));
      fails(Reason.INVALID, () -> rig.rename("/d", "/d/e"));
      rig.fs.makeDirectory(Rig.at("/e"), 0755);
      rig.rename("/d", "/e");
      assertThat(rig.list("/e")).containsExactly("f");
      rig.list("/");
      assertThat(rig.stat("/").links()).isEqualTo(3);
      rig.fs.unlink(Rig.at("/e/f"));
      rig.fs.removeDirectory(Rig.at("/e"));
      assertThat(rig.list("/")).containsExactly("g");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement({
    "Handles refuse what they were not opened for, and stale ones are told (EBADF)",
    "`O_EXCL` fails when the name exists"
  })
  void exclusiveCreationAndHandles(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      OpenedFile file = rig.fs.create(Rig.at("/f"), OpenMode.WRITE.creatingOnly(), 0644);
      fails(Reason.EXISTS, () -> rig.fs.create(Rig.at("/f"), OpenMode.WRITE.creatingOnly(), 0644));
      fails(Reason.BAD_HANDLE, () -> rig.read(file.handle(), 0, 1));
      rig.fs.release(file.handle());
      fails(Reason.BAD_HANDLE, () -> rig.fs.flush(file.handle()));
      assertThat(rig.fs.openHandles()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "The text of a symbolic link reads back as it was written, on cavern as the shortest that "
          + "leads there; a relative target that leaves the mount is EPERM")
  void symbolicLinks(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      for (String target : List.of("file", "../top", "missing/deep", "..", "with space")) {
        Location at = Rig.at("/d/" + "link" + target.length());
        rig.fs.makeLink(at, target);
        assertThat(rig.fs.readLink(at)).isEqualTo(target);
        assertThat(rig.fs.attributes(at).type()).isEqualTo(FileType.LINK);
        assertThat(rig.fs.attributes(at).size()).isEqualTo(target.length());
      }
      rig.fs.makeLink(Rig.at("/d/dotted"), "./file");
      assertThat(rig.fs.readLink(Rig.at("/d/dotted")))
          .isEqualTo(manner == Manner.CAVERN ? "file" : "./file");
      rig.fs.makeLink(Rig.at("/abs"), "/usr/share/data");
      assertThat(rig.fs.readLink(Rig.at("/abs"))).isEqualTo("/usr/share/data");
      fails(Reason.NOT_PERMITTED, () -> rig.fs.makeLink(Rig.at("/bad"), "../../etc"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A text that somebody stored for a symbolic link is not believed where it leads out of "
          + "the mount: the link shows its target")
  void storedTextOfALinkLeadsNowhereOutside(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.fs.makeDirectory(Rig.at("/d"), 0755);
      Location link = Rig.at("/d/link");
      rig.fs.makeLink(link, "inside");
      for (String text : List.of("../../../etc/passwd", "/etc/passwd", "..%2F..%2Fetc", "near")) {
        rig.service.setProperty("/d/link", LinkTargets.TEXT, text);
        rig.time.advance(Duration.ofHours(1));
        assertThat(rig.fs.readLink(link))
            .as(text)
            .isEqualTo(text.equals("near") ? "near" : "inside");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("On a read-only mount every change is EROFS")
  void readOnlyMountRefusesEveryChange(Manner manner) throws Exception {
    try (Rig rig =
        new Rig(
            manner,
            directory,
            s -> new FsSettings(s.mountPoint(), s.deadline(), s.names(), true, false))) {
      rig.service.putRemotely("/f", utf8("x"));
      fails(Reason.READ_ONLY, () -> rig.fs.open(Rig.at("/f"), OpenMode.WRITE));
      fails(Reason.READ_ONLY, () -> rig.write("/g", "y"));
      fails(Reason.READ_ONLY, () -> rig.fs.unlink(Rig.at("/f")));
      fails(Reason.READ_ONLY, () -> rig.fs.makeDirectory(Rig.at("/d"), 0755));
      fails(Reason.READ_ONLY, () -> rig.rename("/f", "/g"));
      assertThat(rig.read("/f")).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsForgottenOnceItIsClosedAndUploaded(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "one");
      rig.settle();
      rig.service.putRemotely("/f", utf8("two"));
      rig.time.advance(Duration.ofMinutes(11));
      long before = rig.stat("/f").number();
      assertThat(rig.read("/f")).isEqualTo("two");
      assertThat(rig.stat("/f").number()).as("nobody had it open").isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(value = FakeVospace.Manner.class, names = "CAVERN")
  @Statement(
      "A failed upload that wrecked the remote file (cavern) is repaired by the next "
          + "try and is no conflict")
  void wreckOfOurOwnUploadIsRepairedAndNoConflict(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("old content"));
      rig.service.failNext(
          request -> request.startsWith("uploaded "),
          new VospaceException.Unavailable("connection reset", null));
      rig.write("/f", "new content, longer");
      rig.settle();
      assertThat(rig.service.content("/f")).isEmpty();
      rig.time.advance(Duration.ofMinutes(5));
      assertThat(rig.service.content("/f")).isEqualTo(utf8("new content, longer"));
      assertThat(rig.service.paths()).containsExactly("/f");
    }
  }
}
