package org.vosfs.cache.staging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.base.ByteRange;
import org.vosfs.base.NodePath;

/** Random operations on one staged file against an array of bytes, with kills in between. */
class StagedFileShadowTest {
  private static final int BLOCK = 16;
  private static final int OPERATIONS = 400;

  @TempDir Path temporary;

  private byte[] base = new byte[0];
  private byte[] shadow = new byte[0];
  private Path directory = Path.of("/");
  private int generation;

  @ParameterizedTest(name = "seed {0}, base of {1} bytes")
  @CsvSource({"1,0", "2,1", "3,16", "4,100", "5,333", "6,1000", "7,47", "8,256", "9,700", "10,15"})
  void agreesWithShadow(long seed, int baseLength) throws IOException {
    Random random = new Random(seed);
    base = new byte[baseLength];
    random.nextBytes(base);
    shadow = base.clone();
    directory = temporary.resolve("staging0");
    Staging staging = Staging.open(new StagingSettings(directory, BLOCK));
    try {
      StagedFile file =
          staging.create(
              baseLength == 0
                  ? StagedFacts.newFile(7, NodePath.of("/a"))
                  : StagedFacts.overBase(7, NodePath.of("/a"), "v1", baseLength));
      for (int i = 0; i < OPERATIONS; i++) {
        String at = "seed " + seed + ", step " + i;
        int what = random.nextInt(100);
        if (what < 5) {
          staging = killed(staging, random.nextBoolean());
          assertThat(staging.quarantined()).as(at).isEmpty();
          assertThat(staging.recovered()).as(at).hasSize(1);
          file = staging.recovered().get(0);
        } else {
          operate(file, random, what, at);
        }
        assertThat(file.size()).as(at).isEqualTo(shadow.length);
      }
      fill(file, 0, Long.MAX_VALUE / 2);
      assertThat(file.isComplete()).isTrue();
      assertThat(Files.readAllBytes(file.file())).isEqualTo(shadow);
    } finally {
      staging.close();
    }
  }

  private void operate(StagedFile file, Random random, int what, String at) throws IOException {
    long before = file.generation();
    int offset = random.nextInt(Math.max(1, shadow.length + 40));
    int length = 1 + random.nextInt(70);
    if (what < 35) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      for (ByteRange range : file.missingForWrite(offset, length)) {
        fill(file, range.start(), range.length());
      }
      file.write(offset, ByteBuffer.wrap(bytes));
      int end = Math.max(shadow.length, offset + length);
      shadow = Arrays.copyOf(shadow, end);
      System.arraycopy(bytes, 0, shadow, offset, length);
      assertThat(file.generation()).as(at).isGreaterThan(before);
    } else if (what < 50) {
      int size = random.nextInt(shadow.length + 60);
      file.truncate(size);
      shadow = Arrays.copyOf(shadow, size);
      assertThat(file.generation()).as(at).isGreaterThan(before);
    } else if (what < 60) {
      fill(file, offset, length);
      assertThat(file.missing(offset, length)).as(at).isEmpty();
      assertThat(file.generation()).as(at).isEqualTo(before);
    } else if (what < 65) {
      file.force();
    } else if (what < 70) {
      file.closeChannel();
    } else if (what < 73) {
      file.update(facts -> facts.withAcknowledged(!facts.acknowledged()));
    } else {
      read(file, offset, length, at);
    }
  }

  private void read(StagedFile file, int offset, int length, String at) throws IOException {
    fill(file, offset, length);
    ByteBuffer into = ByteBuffer.allocateDirect(length);
    int count = file.read(offset, into);
    int expected = Math.max(0, Math.min(length, shadow.length - offset));
    assertThat(count).as(at).isEqualTo(expected);
    byte[] bytes = new byte[count];
    into.flip().get(bytes);
    byte[] wanted = count == 0 ? new byte[0] : Arrays.copyOfRange(shadow, offset, offset + count);
    assertThat(bytes).as(at).isEqualTo(wanted);
  }

  private void fill(StagedFile file, long offset, long length) throws IOException {
    for (ByteRange range : file.missing(offset, length)) {
      assertThat(range.start() % BLOCK).isZero();
      file.fill(range.start(), ByteBuffer.wrap(base, (int) range.start(), (int) range.length()));
    }
  }

  /** The process dies: what is on the disk at this moment is all there is. */
  private Staging killed(Staging running, boolean orderly) throws IOException {
    generation++;
    Path next = temporary.resolve("staging" + generation);
    if (orderly) {
      running.close();
    }
    copy(directory, next);
    if (!orderly) {
      running.close();
    }
    directory = next;
    return Staging.open(new StagingSettings(directory, BLOCK));
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(path)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            // The lock is left out: opening and closing it here would give it up.
            if (!path.endsWith("lock") && !path.toString().endsWith("-shm")) {
              Files.copy(path, to.resolve(from.relativize(path)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
