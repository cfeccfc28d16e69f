package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limit, floor, full disk, and who has to go. */
class RoomTest {
  private static final int SIZE = 500_000;

  /** Room for three contents and their maps, not for four. */
  private static final long LIMIT = 3 * (SIZE + 8192L) + 100_000;

  @TempDir Path temporary;
  private CacheRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new CacheRig(temporary.resolve("cache"), LIMIT);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private ScriptedSource readWhole(int number) throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, number);
    try (CachedContent lease = rig.acquire(number, source)) {
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
    }
    rig.idle();
    return source;
  }

  private boolean isKept(int number) throws IOException {
    try (CachedContent lease = rig.acquire(number, ScriptedSource.random(SIZE, number))) {
      return lease.isComplete();
    }
  }

  private long onDisk() throws IOException {
    try (Stream<Path> files = Files.walk(rig.directory)) {
      return files.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
    }
  }

  @Test
  void leastRecentlyUsedGoesFirst() throws IOException {
    readWhole(1);
    readWhole(2);
    readWhole(3);
    assertThat(readWhole(1).requests).as("served from the cache").isEmpty();
    readWhole(4);
    assertThat(isKept(2)).isFalse();
    assertThat(isKept(1)).isTrue();
    assertThat(isKept(3)).isTrue();
    assertThat(isKept(4)).isTrue();
    assertThat(rig.cache().usage().evictedBytes()).isGreaterThanOrEqualTo(SIZE);
    assertThat(rig.cache().usage().files()).isEqualTo(3);
  }

  @Test
  void limitHoldsOnTheDisk() throws IOException {
    for (int i = 1; i <= 20; i++) {
      readWhole(i);
      assertThat(rig.cache().usage().bytes()).isLessThanOrEqualTo(LIMIT);
      assertThat(onDisk()).isLessThanOrEqualTo(rig.cache().usage().bytes() + 4096);
    }
  }

  @Test
  void openContentStaysAndOthersPassThrough() throws IOException {
    ScriptedSource one = ScriptedSource.random(SIZE, 1);
    ScriptedSource two = ScriptedSource.random(SIZE, 2);
    ScriptedSource three = ScriptedSource.random(SIZE, 3);
    ScriptedSource four = ScriptedSource.random(SIZE, 4);
    try (CachedContent a = rig.acquire(1, one);
        CachedContent b = rig.acquire(2, two);
        CachedContent c = rig.acquire(3, three);
        CachedContent d = rig.acquire(4, four)) {
      CacheRig.read(a, 0, SIZE);
      CacheRig.read(b, 0, SIZE);
      CacheRig.read(c, 0, SIZE);
      assertThat(CacheRig.read(d, 0, SIZE)).isEqualTo(four.content);
      assertThat(CacheRig.read(d, 0, SIZE)).isEqualTo(four.content);
      assertThat(d.isComplete()).isFalse();
      assertThat(a.isComplete() && b.isComplete() && c.isComplete()).isTrue();
      assertThat(rig.cache().usage().bytes()).isLessThanOrEqualTo(LIMIT);
    }
    assertThat(isKept(1)).isTrue();
    assertThat(readWhole(5).requests).isNotEmpty();
    assertThat(isKept(5)).isTrue();
  }

  @Test
  void contentLargerThanTheLimitIsReadAllTheSame() throws IOException {
    ScriptedSource source = ScriptedSource.random(4 * SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int round = 0; round < 2; round++) {
        for (int at = 0; at < 4 * SIZE; at += 50_000) {
          assertThat(CacheRig.read(lease, at, 50_000)).isEqualTo(CacheRig.part(source, at, 50_000));
          assertThat(rig.cache().usage().bytes()).isLessThanOrEqualTo(LIMIT);
        }
      }
    }
  }

  @Test
  void floorOfFreeSpaceIsKept() throws IOException {
    readWhole(1);
    readWhole(2);
    rig.free.set(1000);
    ScriptedSource source = ScriptedSource.random(20 << 20, 3);
    try (CachedContent lease = rig.acquire(3, source)) {
      for (int at = 0; at < 20 << 20; at += 1 << 20) {
        assertThat(CacheRig.read(lease, at, 1 << 20)).isEqualTo(CacheRig.part(source, at, 1 << 20));
      }
      assertThat(lease.isComplete()).isFalse();
    }
    rig.idle();
    assertThat(isKept(1)).as("given up for the floor").isFalse();
    rig.free.set(1L << 40);
    readWhole(4);
    assertThat(isKept(4)).isTrue();
  }

  @Test
  void cacheGivesWayToWhatIsPreciousButNotWhatIsInUse() throws IOException {
    readWhole(1);
    readWhole(2);
    try (CachedContent open = rig.acquire(3, ScriptedSource.random(SIZE, 3))) {
      CacheRig.read(open, 0, SIZE);
      assertThat(rig.cache().giveWay(1)).isTrue();
      assertThat(isKept(1)).as("least recently used").isFalse();
      assertThat(isKept(2)).isTrue();
      assertThat(rig.cache().giveWay(Long.MAX_VALUE)).isTrue();
      assertThat(rig.cache().giveWay(1)).as("only what is in use is left").isFalse();
      assertThat(open.isComplete()).isTrue();
    }
  }

  @Test
  void fullDiskIsNoReasonNotToRead() throws IOException {
    ContentKey key = CacheRig.key(1, SIZE);
    Path data = rig.directory.resolve("00").resolve(key.id() + ".data");
    Files.createDirectories(data.getParent());
    Files.createSymbolicLink(data, Path.of("/dev/full")); // every write: no space left on device
    ScriptedSource source = readWhole(1);
    assertThat(source.requests).isNotEmpty();
    assertThat(isKept(1)).isFalse();
    assertThat(rig.cache().usage().bytes()).isLessThan(20_000);
  }

  @Test
  void droppedContentIsReadOnByItsLeases() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 300_000);
      rig.cache().drop(lease.key());
      int before = source.requests.size();
      assertThat(CacheRig.read(lease, 0, 250_000)).isEqualTo(CacheRig.part(source, 0, 250_000));
      assertThat(List.copyOf(source.requests).stream().skip(before).toList())
          .as("only what lies ahead is fetched")
          .allSatisfy(range -> assertThat(range.start()).isGreaterThanOrEqualTo(300_000));
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
      assertThat(lease.completeFile()).isEmpty();
      assertThat(isKept(1)).isFalse();
    }
    assertThat(isKept(1)).isFalse();
    await().untilAsserted(() -> assertThat(rig.cache().usage().bytes()).isZero());
  }

  @Test
  void droppedBeforeTheFirstReadIsReadOnToo() throws IOException {
    readWhole(1);
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      rig.cache().drop(lease.key());
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
    }
    assertThat(source.requests).isEmpty();
  }

  @Test
  void clearForgetsEverything() throws IOException {
    readWhole(1);
    readWhole(2);
    rig.cache().clear();
    assertThat(rig.cache().usage().files()).isZero();
    assertThat(rig.cache().usage().bytes()).isZero();
    assertThat(isKept(1)).isFalse();
  }
}
