package org.vosfs.cache.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.ByteRange;
import org.vosfs.base.DiskFullException;
import org.vosfs.base.NodePath;

class StagingTest {
  @TempDir Path temporary;
  private StagingRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new StagingRig(temporary);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void allFactsSurviveAKill() throws IOException {
    StagedFacts facts =
        new StagedFacts(
            0,
            77,
            NodePath.of("/a/b c'\"ü"),
            "base text",
            40,
            true,
            false,
            true,
            StagedState.CONFLICT,
            "somebody was faster",
            1_700_000_000_123_456_789L,
            0640,
            "{\"groups\": 1}",
            "version two",
            "+a=b");
    StagedFile file = rig.staging().create(facts);
    assertThat(file.facts()).isEqualTo(facts.withId(file.facts().id()));
    StagedFacts changed = file.facts().withAcknowledged(true).withMode(null).withUploaded("three");
    file.update(was -> changed);
    rig.kill();
    StagedFile found = rig.open().recovered().get(0);
    assertThat(found.facts()).isEqualTo(changed.withEntry(0));
    assertThat(found.size()).isEqualTo(40);
    assertThat(found.missing(0, 100)).containsExactly(new ByteRange(0, 40));
  }

  @Test
  void journalHasTheFileBeforeItsFirstByte() throws IOException {
    rig.staging().create(StagedFacts.newFile(1, NodePath.of("/a")));
    rig.kill();
    assertThat(rig.open().recovered()).hasSize(1);
    assertThat(rig.staging().recovered().get(0).size()).isZero();
  }

  @Test
  void idsAreNeverUsedTwice() throws IOException {
    StagedFile first = rig.newFile("/a", "x");
    first.discard();
    rig.close(true);
    rig.open();
    assertThat(rig.newFile("/b", "y").facts().id()).isGreaterThan(first.facts().id());
  }

  @Test
  void filesArePrivate() throws IOException {
    StagedFile file = rig.newFile("/a", "x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void missingIsByBlocksAndClippedToTheBase() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 40));
    assertThat(file.missing(20, 1)).containsExactly(new ByteRange(16, 32));
    assertThat(file.missing(10, 100)).containsExactly(new ByteRange(0, 40));
    assertThat(file.missing(45, 10)).as("same block as the last base bytes").isNotEmpty();
    assertThat(file.missing(48, 10)).isEmpty();
    assertThat(file.missing(10, 0)).isEmpty();
    assertThat(file.missingForWrite(16, 16)).isEmpty();
    assertThat(file.missingForWrite(17, 16))
        .containsExactly(new ByteRange(16, 40)); // both blocks are covered in part
    assertThat(file.missingForWrite(0, 20)).containsExactly(new ByteRange(16, 32));
    assertThat(file.missingForWrite(32, 8)).as("all of its base bytes are replaced").isEmpty();
    assertThat(file.missingForWrite(42, 8)).containsExactly(new ByteRange(32, 40));
    file.fill(16, ByteBuffer.wrap(new byte[16]));
    assertThat(file.missing(0, 100)).containsExactly(new ByteRange(0, 16), new ByteRange(32, 40));
    file.truncate(35);
    assertThat(file.missing(0, 100)).containsExactly(new ByteRange(0, 16), new ByteRange(32, 35));
    assertThat(file.facts().baseLimit()).isEqualTo(35);
    file.truncate(0);
    assertThat(file.isComplete()).isTrue();
  }

  @Test
  void neverReadsOrWritesOverMissingContent() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 40));
    assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(4)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.write(3, StagingRig.bytes("x")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.fill(3, ByteBuffer.allocate(40)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fillLeavesNewerBytesAlone() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 40));
    long generation = file.generation();
    file.write(0, StagingRig.bytes("newer newer newe"));
    file.fill(0, ByteBuffer.wrap(new byte[40]));
    ByteBuffer into = ByteBuffer.allocate(16);
    file.read(0, into);
    assertThat(into.flip()).isEqualTo(StagingRig.bytes("newer newer newe"));
    assertThat(file.isComplete()).isTrue();
    assertThat(file.generation()).isEqualTo(generation + 1);
  }

  @Test
  void dataWritesOfAWholeFileDoNotTouchTheJournal() throws IOException {
    StagedFile file = rig.newFile("/a", "x");
    Path log = rig.directory().resolve("journal.db-wal");
    byte[] before = Files.readAllBytes(log);
    for (int i = 0; i < 100; i++) {
      file.write(i * 1000L, StagingRig.bytes("more"));
    }
    assertThat(Files.readAllBytes(log)).isEqualTo(before);
  }

  @Test
  void updateGuardsIdAndBaseLimit() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 40));
    assertThatThrownBy(() -> file.update(facts -> facts.withId(9)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> file.update(facts -> facts.withBaseLimit(0)))
        .isInstanceOf(IllegalArgumentException.class);
    file.fill(0, ByteBuffer.wrap(new byte[40]));
    file.update(facts -> facts.withBase("v2", 0));
    assertThat(file.facts().base()).isEqualTo("v2");
  }

  @Test
  void renameBelowMovesWholeSubtreesAndNothingElse() throws IOException {
    List<String> names = List.of("/d", "/d/x", "/d/e/y", "/dd", "/d.txt", "/e/d");
    for (String name : names) {
      rig.newFile(name, "x");
    }
    rig.staging().renameBelow(NodePath.of("/d"), NodePath.of("/new/place"));
    rig.kill();
    assertThat(rig.open().recovered())
        .extracting(file -> file.facts().path().toString())
        .containsExactly("/new/place", "/new/place/x", "/new/place/e/y", "/dd", "/d.txt", "/e/d");
  }

  @Test
  void releaseMovesTheBytesAndDiscardRemovesThem() throws IOException {
    StagedFile sent = rig.acknowledged("/a", "sent");
    StagedFile dropped = rig.acknowledged("/b", "dropped");
    StagedFile kept = rig.acknowledged("/c", "kept");
    Path destination = temporary.resolve("cache-file");
    sent.force();
    sent.release(destination);
    dropped.discard();
    dropped.discard();
    assertThat(destination).hasContent("sent");
    assertThat(dropped.file()).doesNotExist();
    assertThat(rig.staging().usage()).isEqualTo(new StagingUsage(1, 4));
    assertThatThrownBy(() -> sent.read(0, ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> dropped.write(0, StagingRig.bytes("x")))
        .isInstanceOf(IOException.class);
    rig.kill();
    assertThat(rig.open().recovered())
        .extracting(file -> file.facts().path())
        .containsExactly(kept.facts().path());
    assertThat(rig.staging().quarantined()).isEmpty();
  }

  @Test
  void failedReleaseLeavesTheFileStaged() throws IOException {
    StagedFile file = rig.acknowledged("/a", "text");
    assertThatThrownBy(() -> file.release(temporary.resolve("no/such/place")))
        .isInstanceOf(IOException.class);
    assertThat(file.size()).isEqualTo(4);
    rig.kill();
    assertThat(rig.open().recovered()).hasSize(1);
    assertThat(rig.staging().recovered().get(0).file()).hasContent("text");
  }

  @Test
  void fullDiskIsADiskFullException() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.newFile(1, NodePath.of("/a")));
    Files.delete(file.file());
    Files.createSymbolicLink(file.file(), Path.of("/dev/full"));
    assertThatThrownBy(() -> file.write(0, StagingRig.bytes("x")))
        .isInstanceOf(DiskFullException.class);
    assertThat(file.size()).isZero();
    file.discard();
  }

  @Test
  void networkFilesystemsGetARollbackJournal() throws IOException {
    rig.close(true);
    rig.open(Surroundings.Disk.NETWORK);
    StagedFile file = rig.acknowledged("/a", "text");
    file.force();
    assertThat(rig.directory().resolve("journal.db-wal")).doesNotExist();
    assertThat(rig.staging().warning()).isEmpty();
    rig.close(true);
    rig.open(Surroundings.Disk.MEMORY);
    assertThat(rig.staging().warning().orElseThrow()).contains("in memory");
    assertThat(rig.staging().recovered()).hasSize(1);
  }

  @Test
  void filesystemsAreToldApart() {
    assertThat(Surroundings.Disk.ofType("ext4")).isEqualTo(Surroundings.Disk.LOCAL);
    assertThat(Surroundings.Disk.ofType("nfs4")).isEqualTo(Surroundings.Disk.NETWORK);
    assertThat(Surroundings.Disk.ofType("ceph")).isEqualTo(Surroundings.Disk.NETWORK);
    assertThat(Surroundings.Disk.ofType("fuse.sshfs")).isEqualTo(Surroundings.Disk.NETWORK);
    assertThat(Surroundings.Disk.ofType("tmpfs")).isEqualTo(Surroundings.Disk.MEMORY);
  }

  @Test
  void usageCountsWhatIsHere() throws IOException {
    rig.newFile("/a", "12345");
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/b"), "v", 40));
    assertThat(rig.staging().usage()).isEqualTo(new StagingUsage(2, 5));
    file.fill(0, ByteBuffer.wrap(new byte[16]));
    file.write(100, StagingRig.bytes("x"));
    assertThat(rig.staging().usage()).isEqualTo(new StagingUsage(2, 5 + 101 - 24));
  }

  @Test
  void writersReadersAndForcesRunTogether() throws Exception {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 1600));
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> work = new ArrayList<>();
    try {
      for (int t = 0; t < 4; t++) {
        byte mark = (byte) (t + 1);
        int start = t * 400;
        work.add(threads.submit(() -> writeAndRead(file, start, mark)));
      }
      work.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 30; i++) {
                  file.force();
                  file.closeChannel();
                }
                return true;
              }));
      work.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  file.update(facts -> facts.withModifiedNanos(1L));
                }
                return true;
              }));
      for (Future<?> each : work) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdown();
    }
    byte[] all = Files.readAllBytes(file.file());
    for (int i = 0; i < 1600; i++) {
      assertThat(all[i]).isEqualTo((byte) (i / 400 + 1));
    }
  }

  private static boolean writeAndRead(StagedFile file, int start, byte mark) throws IOException {
    for (int at = start; at < start + 400; at += 8) {
      for (ByteRange range : file.missingForWrite(at, 8)) {
        file.fill(range.start(), ByteBuffer.allocate((int) range.length()));
      }
      byte[] bytes = {mark, mark, mark, mark, mark, mark, mark, mark};
      file.write(at, ByteBuffer.wrap(bytes));
      ByteBuffer back = ByteBuffer.allocate(8);
      assertThat(file.read(at, back)).isEqualTo(8);
      assertThat(back.array()).isEqualTo(bytes);
    }
    return true;
  }
}
