package org.vosfs.cutout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Reason;
import org.vosfs.testing.Statement;

/** What was cut out, on the local disk. */
class ResultsTest {
  @TempDir Path directory;

  private static PartKey key(long file) {
    return new PartKey(file, 1, Instant.EPOCH, new CutoutSpec.Headers());
  }

  private static Results.Maker bytes(int count) {
    return file -> Files.write(file, new byte[count]);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  @Test
  @Statement(
      "Cutouts take no more than `cutout-size` of the local disk: those longest unused go first, and "
          + "one that is open stays readable")
  void thoseLongestUnusedGoFirst() throws Exception {
    try (Results results = new Results(directory, 250, 0)) {
      Results.Result first = results.make(key(1), bytes(100));
      Results.Result second = results.make(key(2), bytes(100));
      try (FileChannel open = FileChannel.open(second.file())) {
        assertThat(results.find(key(1))).isEqualTo(first);
        results.make(key(3), bytes(100));
        assertThat(results.find(key(2))).as("the first was used since").isNull();
        assertThat(second.file()).doesNotExist();
        assertThat(open.read(ByteBuffer.allocate(200), 0)).isEqualTo(100);
      }
      assertThat(results.find(key(1))).isEqualTo(first);
      assertThat(results.find(key(3))).isNotNull();
      assertThat(files()).hasSize(2);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whatIsMadeAgainTakesThePlaceOfWhatWas() throws Exception {
    try (Results results = new Results(directory, 250, 0)) {
      results.make(key(1), bytes(100));
      Results.Result again = results.make(key(1), bytes(200));
      assertThat(results.find(key(1))).isEqualTo(again);
      assertThat(files()).containsExactly(again.file());
      results.make(key(2), bytes(50));
      assertThat(results.find(key(1))).as("250 bytes in all").isNotNull();
    }
  }

  @Test
  @Statement("Near the floor of free disk space nothing is cut out any more (ENOSPC)")
  void theFloorOfFreeSpaceIsKept() throws Exception {
    try (Results results = new Results(directory, 250, Long.MAX_VALUE)) {
      assertThatThrownBy(() -> results.make(key(1), bytes(1)))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_SPACE));
      assertThat(files()).isEmpty();
      assertThat(results.find(key(1))).isNull();
    }
  }

  @Test
  void whatFailsLeavesNothing() throws Exception {
    try (Results results = new Results(directory, 250, 0)) {
      assertThatThrownBy(
              () ->
                  results.make(
                      key(1),
                      file -> {
                        Files.write(file, new byte[10]);
                        throw new IOException("half made");
                      }))
          .hasMessage("half made");
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void whatAnEarlierMountLeftGoes() throws Exception {
    Files.write(directory.resolve("7.cutout"), new byte[10]);
    Files.write(directory.resolve("other"), new byte[10]);
    try (Results results = new Results(directory, 250, 0)) {
      assertThat(results.limit()).isEqualTo(250);
      assertThat(files()).containsExactly(directory.resolve("other"));
    }
  }

  @Test
  void aServiceThatSendsWithoutEndIsCutOff() throws Exception {
    Path file = directory.resolve("f");
    try (FileChannel out =
            FileChannel.open(
                file,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE);
        Bounded bounded = new Bounded(out, 10)) {
      bounded.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      bounded.write(9);
      assertThatThrownBy(() -> bounded.write(new byte[2]))
          .isInstanceOfSatisfying(
              CutoutException.class,
              e -> assertThat(e.kind()).isEqualTo(CutoutException.Kind.TOO_LARGE));
    }
    assertThat(Files.readAllBytes(file)).hasSize(9).startsWith(1, 2).endsWith(9);
  }
}
