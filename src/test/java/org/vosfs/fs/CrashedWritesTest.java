package org.vosfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/** What a crash leaves of writes, what the mount tells of it, and what a person can do. */
class CrashedWritesTest {
  private static final NodePath ALL = NodePath.ROOT;

  @TempDir Path directory;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String state(Rig rig, String path) throws FsException {
    return new String(rig.fs.extended(Rig.at(path), ExtendedCalls.STATE), UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Content that was acknowledged and not sent yet stays until the content that "
          + "replaces it is acknowledged: a crash while a program writes a file anew loses "
          + "neither")
  void acknowledgedContentOutlivesAnUnfinishedRewrite(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("from elsewhere"));
      rig.write("/f", "acknowledged");
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.WRITE);
      rig.fs.truncate(file.handle(), 0);
      rig.fs.write(file.handle(), 0, Rig.bytes("unfin"));
      assertThat(rig.read("/f")).isEqualTo("unfin");
      rig.restart();
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("acknowledged"));
      assertThat(rig.service.paths()).containsExactly("/f");
      assertThat(rig.fs.pending(ALL))
          .singleElement()
          .satisfies(left -> assertThat(left.state()).isEqualTo("interrupted"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void finishedRewriteReplacesWhatItSuperseded(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "first");
      rig.write("/f", "second");
      rig.rename("/f", "/g");
      assertThat(rig.fs.pending(ALL)).hasSize(1);
      rig.restart();
      rig.settle();
      assertThat(rig.service.content("/g")).isEqualTo(utf8("second"));
      assertThat(rig.service.paths()).containsExactly("/g");
      assertThat(rig.staging.usage().files()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "What was acknowledged once and then written to further is sent after a crash as "
          + "a local disk would show it")
  void unfinishedAppendAfterAnAcknowledgedOneIsSentAsItIs(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/log", utf8("one "));
      OpenedFile file = rig.fs.open(Rig.at("/log"), OpenMode.READ_WRITE);
      rig.fs.write(file.handle(), 4, Rig.bytes("two "));
      rig.fs.fsync(file.handle());
      rig.fs.write(file.handle(), 8, Rig.bytes("three"));
      rig.restart();
      rig.settle();
      assertThat(rig.service.content("/log")).isEqualTo(utf8("one two three"));
    }
  }

  @ParameterizedTest
  @CsvSource({"VAULT,true", "VAULT,false", "CAVERN,true", "CAVERN,false"})
  @Statement(
      "A file saved by rename over one whose upload had no answer yet replaces what that "
          + "upload stored, also after a crash, and takes it for no conflict")
  void renamedOverAnUploadWithoutAnswerReplacesIt(Manner manner, boolean crash) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("old"));
      assertThat(rig.read("/f")).isEqualTo("old");
      rig.service.failNext(
          request -> request.equals("answered /f"),
          new VospaceException.Unavailable("connection reset", null));
      rig.write("/f", "stored without an answer");
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("stored without an answer"));
      rig.write("/f.new", "saved by rename");
      rig.rename("/f.new", "/f");
      if (crash) {
        rig.restart();
      }
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("saved by rename"));
      assertThat(rig.service.paths()).containsExactly("/f");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Statement(
      "Records that lag (vault) and catch up with an own upload only after a restart are no "
          + "conflict, for ten minutes")
  void recordsThatCatchUpOnlyAfterARestartAreNoConflict(boolean soon) throws Exception {
    try (Rig rig = new Rig(Manner.VAULT, directory)) {
      rig.write("/f", "ours, stored");
      rig.settle();
      rig.restart();
      rig.service.putRemotely("/f", utf8("older")); // what lagging records tell
      rig.write("/f", "ours, newer");
      rig.service.putRemotely("/f", utf8("ours, stored"));
      rig.time.advance(soon ? Duration.ofMinutes(1) : Duration.ofMinutes(11));
      rig.settle();
      if (soon) {
        assertThat(rig.service.paths()).containsExactly("/f");
        assertThat(rig.service.content("/f")).isEqualTo(utf8("ours, newer"));
      } else {
        assertThat(rig.service.paths()).as("somebody put it back").hasSize(2);
        assertThat(rig.service.content("/f")).isEqualTo(utf8("ours, stored"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"/f,/f,/g,/g", "/d/f,/d,/e,/e/f", "/d/s/f,/d,/t,/t/s/f"})
  @Statement(
      "So are records of a file that was renamed after its upload, by itself or with its "
          + "directory, and records that still show what an own upload replaced")
  void renamedFilesAreOurOwnAfterARestart(String stored, String from, String to, String now)
      throws Exception {
    try (Rig rig = new Rig(Manner.VAULT, directory)) {
      rig.service.mkdirRemotely("/d");
      rig.service.mkdirRemotely("/d/s");
      rig.write(stored, "ours, stored");
      rig.write(stored + "0", "a neighbour whose name sorts right behind");
      rig.settle();
      rig.rename(from, to);
      rig.restart();
      rig.service.putRemotely(now, utf8("older")); // what lagging records tell
      rig.write(now, "ours, newer");
      rig.service.putRemotely(now, utf8("ours, stored"));
      rig.settle();
      assertThat(rig.service.content(now)).isEqualTo(utf8("ours, newer"));
      assertThat(rig.service.paths()).noneMatch(path -> path.contains("conflict"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsThatShowWhatWasReplacedBeforeARestartAreNoConflict(boolean soon) throws Exception {
    try (Rig rig = new Rig(Manner.VAULT, directory)) {
      rig.service.putRemotely("/f", utf8("theirs, replaced"));
      assertThat(rig.read("/f")).isEqualTo("theirs, replaced");
      Runnable lagging = rig.service.asItIs("/f");
      rig.write("/f", "ours, stored");
      rig.settle();
      rig.write("/f", "ours, newer");
      rig.restart();
      lagging.run();
      rig.time.advance(soon ? Duration.ofMinutes(1) : Duration.ofMinutes(11));
      rig.settle();
      assertThat(rig.service.paths()).hasSize(soon ? 1 : 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"VAULT,true", "VAULT,false", "CAVERN,true", "CAVERN,false"})
  @Statement(
      "A file written anew from nothing while its former content is being sent replaces what that "
          + "upload has stored without an answer, also after a crash, and takes it for no conflict")
  void writtenAnewWhileItsFormerContentIsSent(Manner manner, boolean crash) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("old"));
      assertThat(rig.read("/f")).isEqualTo("old");
      rig.write("/f", "new");
      StagedFile former = rig.staging.all().get(0);
      OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.WRITE);
      rig.fs.truncate(file.handle(), 0);
      storeWithoutAnswer(rig, former, "new");
      rig.fs.write(file.handle(), 0, Rig.bytes("newest"));
      rig.fs.flush(file.handle());
      rig.fs.release(file.handle());
      if (crash) {
        rig.restart();
      }
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("newest"));
      assertThat(rig.service.paths()).containsExactly("/f");
    }
  }

  /** As an upload does that had its bytes in memory before the file was written anew. */
  private static void storeWithoutAnswer(Rig rig, StagedFile former, String text) throws Exception {
    String sent = new Version(text.length(), null, null, md5(utf8(text))).toText();
    former.update(facts -> facts.withRemoteTouched(true).withUploaded(sent));
    rig.service.putRemotely("/f", utf8(text));
  }

  private static String md5(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  @ParameterizedTest
  @EnumSource
  void deathBetweenBothContentsForgetsNoUpload(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("old"));
      assertThat(rig.read("/f")).isEqualTo("old");
      rig.write("/f", "new");
      StagedFile former = rig.staging.all().get(0);
      storeWithoutAnswer(rig, former, "new");
      // Its successor is acknowledged, and the process dies before the former one is removed.
      StagedFile next =
          rig.staging.create(
              StagedFacts.newFile(former.facts().entry(), former.facts().path())
                  .withBase(former.facts().base(), 0));
      next.write(0, Rig.bytes("newest"));
      next.update(facts -> facts.withAcknowledged(true).withState(StagedState.READY));
      rig.restart();
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("newest"));
      assertThat(rig.service.paths()).containsExactly("/f");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("An upload whose answer never came is recognised after a crash and is no conflict")
  void uploadWithoutAnswerIsOurOwnAfterACrash(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/f", utf8("old"));
      rig.service.failNext(
          request -> request.equals("answered /f"),
          new VospaceException.Unavailable("connection reset", null));
      rig.write("/f", "first try");
      rig.settle();
      assertThat(rig.service.content("/f")).isEqualTo(utf8("first try"));
      rig.restart();
      rig.service.failNext(
          request -> request.equals("answered /f"),
          new VospaceException.Unavailable("connection reset", null));
      rig.write("/f", "second try");
      rig.settle();
      rig.restart();
      rig.settle();
      rig.time.advance(Duration.ofMinutes(5));
      assertThat(rig.service.content("/f")).isEqualTo(utf8("second try"));
      assertThat(rig.service.paths()).containsExactly("/f");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "`user.vos.state` of a file says where it is on its way: `clean`, `staged`, `mapped`, "
          + "`uploading N %`, `interrupted`, `conflict`, `failed: REASON`; it is listed only "
          + "while it is not `clean`, so that copies do not take it along")
  void stateTellsHowFarAFileIs(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.write("/f", "content");
      assertThat(state(rig, "/f")).isEqualTo("staged");
      assertThat(rig.fs.extendedNames(Rig.at("/f"))).containsExactly(ExtendedCalls.STATE);
      rig.settle();
      assertThat(state(rig, "/f")).isEqualTo("clean");
      assertThat(rig.fs.extendedNames(Rig.at("/f"))).isEmpty();
      rig.service.failNext(
          request -> request.startsWith("upload /f"),
          new VospaceException.QuotaExceeded("over quota"));
      rig.write("/f", "more content");
      rig.settle();
      assertThat(state(rig, "/f")).startsWith("failed: ").contains("over quota");
      assertThatThrownBy(() -> rig.fs.extended(Rig.at("/f"), "user.other"))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_DATA));
      rig.service.putRemotely("/f", utf8("theirs"));
      assertThat(rig.fs.retry(NodePath.of("/f"))).isEqualTo(1);
      rig.settle();
      String ours =
          rig.list("/").stream()
              .filter(name -> name.contains("conflict"))
              .findFirst()
              .orElseThrow();
      rig.settle();
      assertThat(state(rig, "/" + ours)).isEqualTo("conflict");
      assertThat(rig.service.content("/" + ours)).isEqualTo(utf8("more content"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement("What failed for good can be sent again, copied out or given up")
  void failedUploadIsRetriedExportedOrDiscarded(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/a", utf8("old"));
      for (String name : List.of("/a", "/new")) {
        rig.service.failNext(
            request -> request.equals("upload " + name),
            new VospaceException.QuotaExceeded("over quota"));
        rig.write(name, "mine");
      }
      rig.settle();
      assertThat(rig.fs.pending(ALL)).hasSize(2).noneMatch(PendingFile::queued);
      Path copy = directory.resolve("copy");
      assertThat(rig.fs.export(NodePath.of("/a"), copy)).isZero();
      assertThat(copy).hasContent("mine");
      assertThatThrownBy(() -> rig.fs.export(NodePath.of("/a"), copy))
          .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
      assertThat(rig.fs.discard(NodePath.of("/a"))).isEqualTo(1);
      assertThat(rig.read("/a")).isEqualTo("old");
      assertThat(rig.fs.retry(NodePath.of("/new"))).isEqualTo(1);
      rig.settle();
      assertThat(rig.service.content("/new")).isEqualTo(utf8("mine"));
      assertThat(rig.fs.pending(ALL)).isEmpty();
      assertThatThrownBy(() -> rig.fs.discard(NodePath.of("/new")))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_ENTRY));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "What a crash interrupted can be copied out with its base, and sent when a "
          + "person says so")
  void interruptedFileIsExportedAndSentOnDemand(Manner manner) throws Exception {
    try (Rig rig = new Rig(manner, directory)) {
      rig.service.putRemotely("/old", utf8("0123456789"));
      OpenedFile file = rig.fs.open(Rig.at("/old"), OpenMode.READ_WRITE);
      rig.fs.write(file.handle(), 2, Rig.bytes("XX"));
      rig.restart();
      rig.settle();
      assertThat(state(rig, "/old")).isEqualTo("interrupted");
      Path copy = directory.resolve("copy");
      assertThat(rig.fs.export(NodePath.of("/old"), copy)).isZero();
      assertThat(Files.readString(copy)).isEqualTo("01XX456789");
      assertThat(rig.fs.retry(NodePath.of("/old"))).isEqualTo(1);
      assertThat(rig.read("/old")).isEqualTo("01XX456789");
      rig.settle();
      assertThat(rig.service.content("/old")).isEqualTo(utf8("01XX456789"));
      assertThat(state(rig, "/old")).isEqualTo("clean");
    }
  }
}
