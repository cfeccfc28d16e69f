package org.vosfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Runtime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.base.NodePath;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileType;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.fs.TimeChange;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Timespec;

/** The adapter's parts without a mount. */
class AdapterPartsTest {
  private static final PathReader PLAIN = new PathReader(new HiddenNames(true), false);
  private static final PathReader ANCHORED = new PathReader(new HiddenNames(false), true);

  @Test
  void plainPathsBeginAtTheRootAndMayHoldAtSigns() throws FsException {
    assertThat(PLAIN.plain("/a/é b")).isEqualTo(Location.of("/a/é b"));
    assertThat(PLAIN.plain("/@7/x")).isEqualTo(Location.of("/@7/x"));
    assertThat(PLAIN.plain("/")).isEqualTo(Location.of("/"));
  }

  @Test
  void anchoredPathsBeginAtANumber() throws FsException {
    assertThat(ANCHORED.plain("/@7/x")).isEqualTo(new Location(7, NodePath.of("/x")));
    assertThat(ANCHORED.plain("/@1")).isEqualTo(new Location(1, NodePath.ROOT));
    assertThatThrownBy(() -> ANCHORED.plain("/x")).isInstanceOf(FsException.class);
    assertThatThrownBy(() -> ANCHORED.plain("/@x/y")).isInstanceOf(FsException.class);
  }

  @Test
  void namesThatCannotBeAreRefused() {
    assertThat(reason("/" + new String(new byte[] {(byte) 0xff}, StandardCharsets.UTF_8)))
        .as("bytes that are no UTF-8, as they arrive")
        .isEqualTo(Reason.INVALID);
    assertThat(reason("/" + "n".repeat(256))).isEqualTo(Reason.NAME_TOO_LONG);
    assertThat(reason("/" + "é".repeat(128) + "/x")).isEqualTo(Reason.NAME_TOO_LONG);
    assertThat(reason("/a/..")).isEqualTo(Reason.INVALID);
  }

  private static Reason reason(String path) {
    try {
      PLAIN.plain(path);
      throw new AssertionError("accepted");
    } catch (FsException e) {
      return e.reason();
    }
  }

  @Test
  void logLinesStayOneLine() {
    assertThat(PathReader.oneLine("/a\nERROR\u001b[2J\u0085b")).isEqualTo("/a?ERROR?[2J?b");
  }

  @ParameterizedTest
  @CsvSource({
    "0, true, false, false, false, false",
    "1, false, true, false, false, false",
    "2, true, true, false, false, false",
    "02001, false, true, true, false, false",
    "01002, true, true, false, true, false",
    "0301, false, true, false, false, true"
  })
  void openFlags(
      String octal, boolean read, boolean write, boolean append, boolean cut, boolean only)
      throws FsException {
    assertThat(FileInfo.mode(Integer.parseInt(octal, 8), "test"))
        .isEqualTo(new OpenMode(read, write, append, cut, only));
  }

  @Test
  void accessModeThreeIsRefused() {
    assertThatThrownBy(() -> FileInfo.mode(3, "test")).isInstanceOf(FsException.class);
  }

  @Test
  void openWritesHandleAndBitsAndLeavesTheOthers() {
    long info = NativeMemory.allocate(64);
    try {
      NativeMemory.putInt(info + 20, 0xff);
      FileInfo.opened(info, new OpenedFile(42, false, true));
      assertThat(FileInfo.handle(info)).isEqualTo(42);
      assertThat(NativeMemory.getInt(info + 20)).isEqualTo(0xfd);
      FileInfo.opened(info, new OpenedFile(43, true, false));
      assertThat(NativeMemory.getInt(info + 20)).isEqualTo(0xfe);
    } finally {
      NativeMemory.free(info);
    }
  }

  @Test
  void statAgreesWithJnrFusesStruct() {
    StatWriter writer = new StatWriter(StatLayout.ofThisMachine(), 7, 8, 0027, false);
    FileStat struct = new FileStat(jnr.ffi.Runtime.getSystemRuntime());
    assertThat(jnr.ffi.Struct.size(struct)).isEqualTo(writer.size());
    long stat = NativeMemory.allocate(writer.size());
    try {
      writer.write(
          stat,
          new Attributes(
              1L << 40,
              FileType.FILE,
              0666,
              1,
              1L << 41,
              513,
              Instant.ofEpochSecond(1, 2),
              Instant.ofEpochSecond(-3, 4),
              Instant.ofEpochSecond(5, 6),
              0));
      struct.useMemory(jnr.ffi.Pointer.wrap(jnr.ffi.Runtime.getSystemRuntime(), stat));
      assertThat(struct.st_ino.longValue()).isEqualTo(1L << 40);
      assertThat(struct.st_mode.intValue()).isEqualTo(0100640);
      assertThat(struct.st_nlink.intValue()).isEqualTo(1);
      assertThat(struct.st_uid.get()).isEqualTo(7);
      assertThat(struct.st_gid.get()).isEqualTo(8);
      assertThat(struct.st_size.longValue()).isEqualTo(1L << 41);
      assertThat(struct.st_blocks.longValue()).isEqualTo(2);
      assertThat(struct.st_atim.tv_nsec.longValue()).isEqualTo(2);
      assertThat(struct.st_mtim.tv_sec.get()).isEqualTo(-3);
      assertThat(struct.st_ctim.tv_sec.get()).isEqualTo(5);
    } finally {
      NativeMemory.free(stat);
    }
  }

  @Test
  void otherProcessorsAreKnownOrRefused() {
    assertThat(StatLayout.of("aarch64").mode()).isEqualTo(16);
    assertThatThrownBy(() -> StatLayout.of("sparc")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void utimeNowAndOmit() throws FsException {
    Runtime runtime = Runtime.getSystemRuntime();
    Timespec[] pair = {
      Timespec.of(Memory.allocateDirect(runtime, 16)),
      Timespec.of(Memory.allocateDirect(runtime, 16))
    };
    Instant now = Instant.ofEpochSecond(99);
    pair[0].tv_nsec.set((1 << 30) - 1);
    pair[1].tv_nsec.set((1 << 30) - 2);
    assertThat(Times.read(pair, InstantSource.fixed(now))).isEqualTo(new TimeChange(now, null));
    pair[0].tv_nsec.set(1_000_000_000);
    assertThatThrownBy(() -> Times.read(pair, InstantSource.fixed(now)))
        .isInstanceOf(FsException.class);
  }

  @Test
  void mountOptionsEscapeTheSourceAndBoundTheTimeouts() {
    MountSettings settings =
        new MountSettings(
            Path.of("/m"),
            "vos:a,b\\c",
            true,
            true,
            true,
            0,
            0,
            0,
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            true,
            List.of());
    assertThat(MountArguments.of(settings).get(2))
        .startsWith("fsname=vos:a\\,b\\\\c,subtype=vosfs,ro,nosuid,nodev,allow_other,nonempty,")
        .contains("attr_timeout=1.000,entry_timeout=1.000,negative_timeout=0")
        .doesNotContain("intr")
        .doesNotContain("hard_remove");
  }

  @Test
  void theMountTableIsReadWithItsEscapes() {
    MountTable table =
        MountTable.parse(
            """
            36 35 0:50 / /mnt/a\\040b rw,nosuid - fuse.vosfs vos:x rw
            37 35 0:51 / /mnt/c rw shared:1 - ext4 /dev/sda rw
            """);
    assertThat(table.at(Path.of("/mnt/a b")))
        .contains(new MountTable.Entry(Path.of("/mnt/a b"), "fuse.vosfs", "vos:x", "0:50"));
    assertThat(table.ours()).hasSize(1);
    assertThat(table.at(Path.of("/mnt"))).isEmpty();
  }

  @Test
  void hiddenNamesStandForNumbersWhileTheyLast() throws FsException {
    HiddenNames hidden = new HiddenNames(true);
    PathReader reader = new PathReader(hidden, false);
    Location name = Location.of("/d/.fuse_hidden0000000300000001");
    assertThat(hidden.isHidden(name)).isTrue();
    assertThat(hidden.isHidden(Location.of("/d/.fuse_hidden1"))).isFalse();
    hidden.add(name, 77);
    assertThat(hidden.find(Location.of("/moved/.fuse_hidden0000000300000001")))
        .contains(new Location(77, NodePath.ROOT));
    assertThat(reader.plain("/d")).isEqualTo(Location.of("/d"));
    assertThat(hidden.remove(name)).hasValue(77);
    assertThat(hidden.remove(name)).isEmpty();
  }

  @Test
  void theGateLetsNothingThrough() {
    CallMeters meters = new CallMeters();
    Gate gate = new Gate(() -> 0, meters);
    assertThat(gate.answer(Operation.READ, null, 0, () -> 17)).isEqualTo(17);
    assertThat(
            gate.answer(
                Operation.READ,
                null,
                0,
                () -> {
                  throw new FsException(Reason.STALE, "gone");
                }))
        .isEqualTo(-116);
    assertThat(
            gate.answer(
                Operation.READ,
                null,
                0,
                () -> {
                  throw new StackOverflowError();
                }))
        .isEqualTo(-5);
    assertThat(meters.snapshot())
        .singleElement()
        .satisfies(
            count -> {
              assertThat(count.calls()).isEqualTo(3);
              assertThat(count.failures()).isEqualTo(2);
            });
  }
}
