package org.vosfs.cache.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.ByteRange;
import org.vosfs.base.NodePath;
import org.vosfs.testing.Statement;

/** What is made of a directory whose process, or machine, died at a bad moment. */
class RecoveryTest {
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

  private Quarantined onlyQuarantined() throws IOException {
    assertThat(rig.staging().quarantined()).hasSize(1);
    return rig.staging().quarantined().get(0);
  }

  @Test
  void rowWithoutFileThatNeverWasAcknowledgedIsDropped() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.newFile(1, NodePath.of("/a")));
    rig.kill();
    Files.delete(rig.data(file.facts().id()));
    assertThat(rig.open().recovered()).isEmpty();
    assertThat(rig.staging().quarantined()).isEmpty();
    rig.close(true);
    assertThat(rig.open().recovered()).isEmpty();
  }

  @Test
  void acknowledgedFileThatIsMissingIsTold() throws IOException {
    StagedFile file = rig.acknowledged("/a", "text");
    rig.kill();
    Files.delete(rig.data(file.facts().id()));
    assertThat(rig.open().recovered()).isEmpty();
    assertThat(onlyQuarantined().reason()).isEqualTo("the file is missing");
    assertThat(Files.readString(onlyQuarantined().path())).contains("path=/a");
    rig.close(true);
    rig.open();
    assertThat(onlyQuarantined().reason()).as("still told").isEqualTo("the file is missing");
  }

  @Test
  void fileWithoutRowIsSetAside() throws IOException {
    rig.close(true);
    Files.writeString(rig.data(99), "whose?");
    rig.open();
    assertThat(rig.staging().recovered()).isEmpty();
    assertThat(onlyQuarantined().reason()).isEqualTo("no journal row belongs to it");
    assertThat(onlyQuarantined().path()).hasContent("whose?");
  }

  @Test
  void shortenedFileIsSetAside() throws IOException {
    StagedFile file = rig.acknowledged("/a", "a long text");
    rig.kill();
    try (RandomAccessFile data = new RandomAccessFile(rig.data(file.facts().id()).toFile(), "rw")) {
      data.setLength(6);
    }
    assertThat(rig.open().recovered()).isEmpty();
    assertThat(onlyQuarantined().reason()).contains("6 bytes").contains("11");
    assertThat(onlyQuarantined().path()).hasContent("a long");
    assertThat(rig.data(file.facts().id())).doesNotExist();
  }

  @Test
  void damagedRowIsSetAsideAndTheOthersAreFound() throws Exception {
    StagedFile bad = rig.acknowledged("/a", "text");
    rig.acknowledged("/b", "other");
    rig.kill();
    rig.sql("UPDATE staged SET state='NONSENSE' WHERE id=" + bad.facts().id());
    assertThat(rig.open().recovered())
        .extracting(file -> file.facts().path().toString())
        .containsExactly("/b");
    assertThat(onlyQuarantined().path()).hasContent("text");
    assertThat(onlyQuarantined().reason()).contains("NONSENSE");
  }

  @Test
  void damagedJournalIsSetAsideWithAllFilesAndWorkGoesOn() throws IOException {
    rig.acknowledged("/a", "text");
    rig.close(true);
    Files.writeString(rig.directory().resolve("journal.db"), "this is not a database ".repeat(400));
    assertThat(rig.open().recovered()).isEmpty();
    assertThat(rig.staging().quarantined()).hasSize(2);
    assertThat(rig.staging().quarantined())
        .anySatisfy(item -> assertThat(item.path()).hasContent("text"))
        .anySatisfy(item -> assertThat(item.reason()).contains("not a database"));
    rig.acknowledged("/b", "new");
    rig.kill();
    assertThat(rig.open().recovered()).hasSize(1);
  }

  @Test
  void journalOfANewerVersionIsRefusedAndLeftAlone() throws Exception {
    rig.acknowledged("/a", "text");
    rig.close(true);
    rig.sql("UPDATE meta SET value='4' WHERE key='schema'");
    assertThatThrownBy(() -> rig.open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has format 4")
        .hasMessageContaining("use the newer vosfs");
    rig.sql("UPDATE meta SET value='3' WHERE key='schema'");
    assertThat(rig.open().recovered()).hasSize(1);
  }

  @Test
  void journalOfTheFirstFormatIsBroughtUpToDate() throws Exception {
    rig.acknowledged("/a", "text");
    rig.close(true);
    rig.sql("ALTER TABLE staged RENAME COLUMN unfinished TO recreate");
    rig.sql("ALTER TABLE staged DROP COLUMN properties");
    rig.sql("DROP TABLE steps");
    rig.sql("UPDATE meta SET value='1' WHERE key='schema'");
    assertThat(rig.open().recovered()).hasSize(1);
    rig.staging().recovered().get(0).update(facts -> facts.withUnfinished("something"));
    rig.staging().steps().begin(NodePath.of("/b"), NodePath.of("/c"), null);
    rig.close(true);
    assertThat(rig.open().recovered().get(0).facts().unfinished()).isEqualTo("something");
  }

  @Test
  void journalOfTheSecondFormatIsBroughtUpToDate() throws Exception {
    rig.acknowledged("/a", "text");
    rig.close(true);
    rig.sql("ALTER TABLE staged DROP COLUMN properties");
    rig.sql("UPDATE meta SET value='2' WHERE key='schema'");
    assertThat(rig.open().recovered()).hasSize(1);
    rig.staging().recovered().get(0).update(facts -> facts.withProperties("something"));
    rig.close(true);
    assertThat(rig.open().recovered().get(0).facts().properties()).isEqualTo("something");
  }

  @Test
  void namespaceStepUnderWayIsFoundAgainUntilItIsEnded() throws Exception {
    NameStep step =
        rig.staging().steps().begin(NodePath.of("/a"), NodePath.of("/b"), NodePath.of("/.aside"));
    rig.kill();
    assertThat(rig.open().steps().left()).containsExactly(step);
    rig.staging().steps().end(step);
    rig.kill();
    assertThat(rig.open().steps().left()).isEmpty();
  }

  @Test
  void cutInTheJournalIsCarriedOut() throws Exception {
    StagedFile file = rig.acknowledged("/a", "0123456789");
    rig.kill();
    rig.sql("UPDATE staged SET cut=4, size=4");
    assertThat(rig.open().recovered().get(0).size()).isEqualTo(4);
    assertThat(rig.data(file.facts().id())).hasContent("0123");
    StagedFile found = rig.staging().recovered().get(0);
    found.write(4, StagingRig.bytes("NEW"));
    rig.kill();
    assertThat(rig.open().recovered().get(0).file()).hasContent("0123NEW");
  }

  @Test
  void departureThatHadBegunIsFinished() throws Exception {
    StagedFile sent = rig.acknowledged("/a", "sent");
    StagedFile moved = rig.acknowledged("/b", "moved");
    rig.kill();
    rig.sql("UPDATE staged SET leaving=1");
    Files.delete(rig.data(moved.facts().id()));
    assertThat(rig.open().recovered()).isEmpty();
    assertThat(rig.staging().quarantined()).isEmpty();
    assertThat(rig.data(sent.facts().id())).doesNotExist();
  }

  @Test
  void fileOverABaseGetsItsSizeWhenKilledBefore() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 40));
    rig.kill();
    try (RandomAccessFile data = new RandomAccessFile(rig.data(file.facts().id()).toFile(), "rw")) {
      data.setLength(0);
    }
    assertThat(rig.open().recovered().get(0).size()).isEqualTo(40);
    assertThat(rig.staging().quarantined()).isEmpty();
  }

  @Test
  void afterPowerLossAFileNeverForcedIsInterrupted() throws IOException {
    rig.acknowledged("/a", "text");
    StagedFile forced = rig.acknowledged("/b", "text");
    forced.force();
    StagedFile failed = rig.acknowledged("/c", "text");
    failed.update(facts -> facts.withState(StagedState.FAILED, "quota"));
    rig.kill();
    rig.reboot();
    assertThat(rig.open().recovered())
        .extracting(file -> file.facts().state())
        .containsExactly(StagedState.INTERRUPTED, StagedState.READY, StagedState.FAILED);
    assertThat(rig.staging().recovered().get(0).facts().problem()).contains("machine went down");
    rig.kill();
    assertThat(rig.open().recovered().get(0).facts().state()).isEqualTo(StagedState.INTERRUPTED);
  }

  @Test
  void afterAnOrderlyCloseAndARebootNothingIsInterrupted() throws IOException {
    rig.acknowledged("/a", "text");
    rig.close(true);
    rig.reboot();
    assertThat(rig.open().recovered().get(0).facts().state()).isEqualTo(StagedState.READY);
  }

  @Test
  void whatWasPutOnTheDiskBesideEverythingElseIsNotInterruptedByPowerLoss() throws IOException {
    rig.acknowledged("/a", "text");
    StagedFile later = rig.acknowledged("/b", "text");
    StagedFile sent = rig.acknowledged("/c", "text");
    sent.discard();
    rig.staging().forceUnforced();
    StagedFile never = rig.acknowledged("/d", "text");
    later.update(facts -> facts.withMode(0600));
    assertThat(later.isForced()).isTrue();
    assertThat(never.isForced()).isFalse();
    rig.kill();
    rig.reboot();
    assertThat(rig.open().recovered())
        .extracting(file -> file.facts().state())
        .containsExactly(StagedState.READY, StagedState.READY, StagedState.INTERRUPTED);
    assertThat(rig.staging().quarantined()).isEmpty();
  }

  /** It is written to while it is being put there: what the journal says of it must not be more. */
  @Test
  void whatChangesMeanwhileIsLeftAlone() throws IOException {
    StagedFile file = rig.acknowledged("/a", "text");
    Durability.Mark mark = file.durability().forceBytes();
    assertThat(mark).isNotNull();
    if (mark != null) {
      assertThat(file.durability().isAt(mark)).isTrue();
      file.truncate(1);
      assertThat(file.durability().isAt(mark)).isFalse();
    }
    file.force();
    assertThat(file.isForced()).isTrue();
    rig.kill();
    rig.reboot();
    assertThat(rig.open().recovered())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.size()).isEqualTo(1);
              assertThat(found.facts().state()).isEqualTo(StagedState.READY);
            });
  }

  /** fsync must not believe that the other way of putting it on the disk is through already. */
  @Test
  void fsyncDoesItsOwnWorkBesideIt() throws IOException {
    StagedFile file = rig.acknowledged("/a", "text");
    assertThat(file.durability().forceBytes()).isNotNull();
    file.force(); // the first one has not come to its commit
    rig.kill();
    rig.reboot();
    assertThat(rig.open().recovered().get(0).facts().state()).isEqualTo(StagedState.READY);
  }

  @Test
  @Statement(
      "When `fsync` has returned 0 they also survive power loss: data, directory entry "
          + "and journal are forced")
  void afterPowerLossBlocksThatCameAfterTheLastForceAreTakenFromTheBaseAgain() throws IOException {
    StagedFile file = rig.staging().create(StagedFacts.overBase(1, NodePath.of("/a"), "v", 48));
    file.fill(0, ByteBuffer.wrap(new byte[16]));
    file.force();
    file.fill(16, ByteBuffer.wrap(new byte[16]));
    rig.kill();
    rig.open();
    assertThat(rig.staging().recovered().get(0).missing(0, 48))
        .as("the process alone died")
        .containsExactly(new ByteRange(32, 48));
    rig.kill();
    rig.reboot();
    rig.open();
    assertThat(rig.staging().recovered().get(0).missing(0, 48))
        .containsExactly(new ByteRange(16, 48));
    assertThat(rig.staging().recovered().get(0).facts().state()).isEqualTo(StagedState.OPEN);
  }

  @Test
  void afterPowerLossATailThatWasNotForcedMayBeGone() throws IOException {
    StagedFile file = rig.acknowledged("/a", "forced");
    file.force();
    file.write(6, StagingRig.bytes(" and more"));
    file.update(facts -> facts.withMode(0600));
    rig.kill();
    rig.reboot();
    try (RandomAccessFile data = new RandomAccessFile(rig.data(file.facts().id()).toFile(), "rw")) {
      data.setLength(8);
    }
    assertThat(rig.open().recovered()).hasSize(1);
    assertThat(rig.staging().recovered().get(0).size()).isEqualTo(8);
    assertThat(rig.staging().quarantined()).isEmpty();
  }

  @Test
  void manyPendingFilesAreAllFound() throws Exception {
    rig.close(true);
    rig.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
            + " INSERT INTO staged SELECT i, '/f' || i, NULL, 0, 0, 1, 0, 'READY', NULL, NULL,"
            + " NULL, NULL, NULL, NULL, 16, 3, 3, -1, 1, 0 FROM n");
    for (int id = 1; id <= 2000; id++) {
      Files.writeString(rig.data(id), "abc");
    }
    assertThat(rig.open().recovered()).hasSize(2000);
    assertThat(rig.staging().usage()).isEqualTo(new StagingUsage(2000, 6000));
  }
}
