package org.vosfs.cache.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareFilesTest {
  @TempDir Path temporary;
  private Path spare;
  private Path files;

  @BeforeEach
  void places() throws IOException {
    spare = temporary.resolve("spare");
    files = Files.createDirectory(temporary.resolve("files"));
  }

  private int take(SpareFiles spares, int from, int count) throws IOException {
    int taken = 0;
    for (int i = from; i < from + count; i++) {
      taken += spares.moveTo(files.resolve("f" + i)) ? 1 : 0;
    }
    return taken;
  }

  private int left() {
    String[] names = spare.toFile().list();
    return names == null ? 0 : names.length;
  }

  @Test
  void thereAreNoneBeforeTheFirstIsWanted() throws IOException {
    try (SpareFiles spares = new SpareFiles(spare, Runnable::run)) {
      assertThat(left()).isZero();
      assertThat(spares.moveTo(files.resolve("first"))).isFalse();
      assertThat(files.resolve("first")).doesNotExist();
      assertThat(left()).isEqualTo(8);
    }
  }

  @Test
  void whoeverMakesThousandsFindsThemReady() throws IOException {
    try (SpareFiles spares = new SpareFiles(spare, Runnable::run)) {
      take(spares, 0, 1);
      assertThat(take(spares, 1, 1000)).isEqualTo(1000);
      assertThat(left()).isLessThanOrEqualTo(8);
      Path file = files.resolve("f1000");
      assertThat(file).isEmptyFile();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(spare).isEmptyDirectory();
  }

  /** The maker does not keep up, so more are kept next time. */
  @Test
  void moreAreKeptWhenThereWereTooFew() throws IOException {
    Runnable[] work = new Runnable[1];
    try (SpareFiles spares = new SpareFiles(spare, task -> work[0] = task)) {
      for (int round = 0; round < 12; round++) {
        take(spares, 1000 * round, 900);
        work[0].run();
      }
      assertThat(left()).isEqualTo(512);
      assertThat(take(spares, 20_000, 512)).isEqualTo(512);
    }
  }

  @Test
  void whatADeadProcessLeftIsDeleted() throws IOException {
    Files.createDirectory(spare);
    Files.createFile(spare.resolve("17"));
    try (SpareFiles spares = new SpareFiles(spare, Runnable::run)) {
      assertThat(spare).isEmptyDirectory();
    }
  }

  @Test
  void nothingIsReplaced() throws IOException {
    try (SpareFiles spares = new SpareFiles(spare, Runnable::run)) {
      take(spares, 0, 1);
      Path there = Files.writeString(files.resolve("there"), "precious");
      assertThatThrownBy(() -> spares.moveTo(there)).isInstanceOf(FileAlreadyExistsException.class);
      assertThat(there).hasContent("precious");
    }
  }

  @Test
  void withoutSparesItGoesOn() throws IOException {
    try (SpareFiles spares =
        new SpareFiles(
            spare,
            task -> {
              throw new RejectedExecutionException();
            })) {
      assertThat(take(spares, 0, 10)).isZero();
    }
    try (SpareFiles spares = new SpareFiles(spare, Runnable::run)) {
      take(spares, 0, 1);
      for (String name : spare.toFile().list()) {
        Files.delete(spare.resolve(name)); // somebody cleans up
      }
      assertThat(spares.moveTo(files.resolve("x"))).isFalse();
      assertThat(files.resolve("x")).doesNotExist();
    }
  }
}
