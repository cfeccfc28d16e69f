package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a former run, a kill or somebody else left in the directory. */
class RestartTest {
  private static final int SIZE = 500_000;

  @TempDir Path temporary;
  private CacheRig rig;
  private final ScriptedSource source = ScriptedSource.random(SIZE, 1);
  private final ContentKey key = CacheRig.key(1, SIZE);

  @BeforeEach
  void open() throws IOException {
    rig = new CacheRig(temporary.resolve("cache"), 100 << 20);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private void readWhole() throws IOException {
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
    }
    rig.idle();
  }

  private Path file(String suffix) {
    return rig.directory.resolve("00").resolve(key.id() + suffix);
  }

  private static void damage(Path file, long at) throws IOException {
    try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
      data.seek(at);
      int was = data.read();
      data.seek(at);
      data.write(was ^ 1);
    }
  }

  @Test
  void damagedBlockIsFetchedAgainAndNoOther() throws IOException {
    readWhole();
    damage(file(".data"), 5 * CacheRig.BLOCK + 77);
    rig.restart();
    source.requests.clear();
    source.sent.set(0);
    readWhole();
    assertThat(source.sent.get()).isEqualTo(CacheRig.BLOCK);
    rig.restart();
    readWhole();
    assertThat(source.sent.get()).as("good now").isEqualTo(CacheRig.BLOCK);
  }

  @Test
  void damagedBlockIsNotCalledComplete() throws IOException {
    readWhole();
    damage(file(".data"), 5 * CacheRig.BLOCK + 77);
    rig.restart();
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThat(lease.completeFile()).isEmpty();
    }
  }

  @Test
  void shortenedFileIsFetchedAgain() throws IOException {
    readWhole();
    try (RandomAccessFile data = new RandomAccessFile(file(".data").toFile(), "rw")) {
      data.setLength(200_000);
    }
    readWhole();
    rig.restart();
    readWhole();
  }

  @Test
  void damagedMapDropsTheContent() throws IOException {
    for (long at : List.of(0L, 20L, 100L, 191L, 192L, 250L)) {
      readWhole();
      damage(file(".map"), at);
      rig.restart();
      source.sent.set(0);
      readWhole();
      assertThat(source.sent.get()).as("byte %d", at).isEqualTo(SIZE);
    }
  }

  @Test
  void mapOfAnotherContentIsDropped() throws IOException {
    readWhole();
    Path other = rig.directory.resolve("00").resolve(CacheRig.key(2, SIZE).id() + ".map");
    Files.copy(file(".map"), other);
    Files.copy(file(".data"), other.resolveSibling(CacheRig.key(2, SIZE).id() + ".data"));
    rig.restart();
    assertThat(other).doesNotExist();
    ScriptedSource second = ScriptedSource.random(SIZE, 2);
    try (CachedContent lease = rig.acquire(2, second)) {
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(second.content);
    }
  }

  /** The process died between the link into the cache and the end of the staged file. */
  @Test
  void contentThatIsStagedTooIsDropped() throws IOException {
    readWhole();
    Path staged = rig.directory.resolve("staged");
    Files.createLink(staged, file(".data"));
    rig.restart();
    source.sent.set(0);
    readWhole();
    damage(staged, 0);
    readWhole();
    assertThat(source.sent.get()).isEqualTo(SIZE);
  }

  @Test
  void otherLengthUnderTheSameIdIsDropped() throws IOException {
    readWhole();
    rig.restart();
    ScriptedSource longer = ScriptedSource.random(SIZE + 5, 3);
    try (CachedContent lease = rig.acquire(1, longer)) {
      assertThat(CacheRig.read(lease, 0, SIZE + 5)).isEqualTo(longer.content);
    }
    assertThat(rig.directory.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void orphansGoAndForeignNamesStay() throws IOException {
    readWhole();
    Path folder = Files.createDirectories(rig.directory.resolve("ab"));
    String id = "ab" + "0".repeat(30);
    Path orphan = Files.write(folder.resolve(id + ".data"), new byte[10]);
    Path lonely = Files.write(folder.resolve("ab" + "1".repeat(30) + ".map"), new byte[10]);
    Path halfway = Files.write(folder.resolve(id + ".map.tmp"), new byte[10]);
    Path trash = Files.write(rig.directory.resolve("trash").resolve("7"), new byte[10]);
    Path foreign = Files.write(folder.resolve("thesis.tex"), new byte[10]);
    Path outside = Files.write(rig.directory.resolve("notes"), new byte[10]);
    rig.restart();
    assertThat(List.of(orphan, lonely, halfway, trash))
        .allSatisfy(path -> assertThat(path).doesNotExist());
    assertThat(foreign).exists();
    assertThat(outside).exists();
    assertThat(rig.cache().usage().files()).isEqualTo(1);
  }

  @Test
  void killedWhileOpenServesNothingWrong() throws IOException {
    Path copy = temporary.resolve("copy");
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 100_000);
    }
    rig.idle();
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 400_000, 100_000);
      copyTree(rig.directory, copy);
    }
    ScriptedSource again = ScriptedSource.random(SIZE, 1);
    try (CacheRig next = new CacheRig(copy, 100 << 20);
        CachedContent lease = next.acquire(1, again)) {
      assertThat(lease.isPresent(0, 100_000)).as("saved at the first close").isTrue();
      assertThat(lease.isPresent(450_000, 1)).as("not in the map").isFalse();
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        if (!path.endsWith("lock")) {
          Files.copy(path, to.resolve(from.relativize(path)));
        }
      }
    }
  }

  @Test
  void orderOfUseSurvives() throws IOException {
    rig.close();
    long limit = 3 * (SIZE + 8192L) + 100_000;
    rig = new CacheRig(temporary.resolve("small"), limit);
    for (int number = 1; number <= 3; number++) {
      try (CachedContent lease = rig.acquire(number, ScriptedSource.random(SIZE, number))) {
        CacheRig.read(lease, 0, SIZE);
      }
      rig.idle();
      Path map = rig.directory.resolve("00").resolve(CacheRig.key(number, SIZE).id() + ".map");
      Files.setLastModifiedTime(map, FileTime.fromMillis(number * 1000L)); // long ago
    }
    try (CachedContent lease = rig.acquire(1, ScriptedSource.random(SIZE, 1))) {
      CacheRig.read(lease, 0, 10);
    }
    rig.idle();
    rig.restart();
    try (CachedContent lease = rig.acquire(4, ScriptedSource.random(SIZE, 4))) {
      CacheRig.read(lease, 0, SIZE);
    }
    try (CachedContent one = rig.acquire(1, ScriptedSource.random(SIZE, 1));
        CachedContent two = rig.acquire(2, ScriptedSource.random(SIZE, 2))) {
      assertThat(one.isComplete()).isTrue();
      assertThat(two.isComplete()).isFalse();
    }
  }

  @Test
  void readsFailAfterTheCacheIsClosed() throws IOException {
    CachedContent lease = rig.acquire(1, source);
    CacheRig.read(lease, 0, 100);
    rig.cache().close();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> CacheRig.read(lease, 400_000, 10))
        .isInstanceOf(IOException.class);
    lease.close();
    rig.restart();
    readWhole();
  }
}
