package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.ByteRange;

class FetchingTest {
  private static final int SIZE = 16 << 20;

  @TempDir Path temporary;
  private CacheRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new CacheRig(temporary.resolve("cache"), 100 << 20);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void readingTheHeadFetchesLittle() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 2880);
    }
    assertThat(source.requests).containsExactly(new ByteRange(0, 256 << 10));
  }

  @Test
  void randomReadsFetchOnlyTheirBlocks() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 5 * 1_000_000, 100);
      CacheRig.read(lease, 9 * 1_000_000, 100);
      CacheRig.read(lease, 1_000_000, 5000);
    }
    assertThat(source.requests).allSatisfy(r -> assertThat(r.length()).isLessThanOrEqualTo(8192));
    assertThat(source.requests).hasSize(3);
  }

  @Test
  void sequentialReadsFetchEverLargerPiecesOnce() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int at = 0; at < SIZE; at += 128 << 10) {
        assertThat(CacheRig.read(lease, at, 128 << 10))
            .isEqualTo(CacheRig.part(source, at, 128 << 10));
      }
    }
    assertThat(source.requests.stream().mapToLong(ByteRange::length).sum()).isEqualTo(SIZE);
    assertThat(source.requests).hasSizeLessThan(45); // window of 1 MiB, filled by halves
    assertThat(source.requests.get(0).length()).isEqualTo(256 << 10);
  }

  @Test
  void readAheadIsThereBeforeItIsAskedFor() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int at = 0; at < 512 << 10; at += 128 << 10) {
        CacheRig.read(lease, at, 128 << 10);
      }
      await().until(() -> lease.isPresent(512 << 10, 256 << 10));
      long misses = rig.cache().usage().misses();
      CacheRig.read(lease, 512 << 10, 128 << 10);
      assertThat(rig.cache().usage().misses()).isEqualTo(misses);
    }
  }

  @Test
  void readersOfOneBlockShareOneFetch() throws Exception {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    CountDownLatch gate = new CountDownLatch(1);
    source.gate = gate;
    List<Future<byte[]>> reads = new ArrayList<>();
    List<CachedContent> leases = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      CachedContent lease = rig.acquire(1, source);
      leases.add(lease);
      reads.add(rig.threads().submit(() -> CacheRig.read(lease, 8192, 100)));
    }
    await().until(() -> !source.requests.isEmpty());
    gate.countDown();
    for (Future<byte[]> read : reads) {
      assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(CacheRig.part(source, 8192, 100));
    }
    leases.forEach(CachedContent::close);
    assertThat(source.requests).hasSize(1);
  }

  @Test
  void failureReachesItsReadersOnlyAndTheNextReadTriesAgain() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 100);
      source.failAfter = 0;
      assertThatThrownBy(() -> CacheRig.read(lease, 5_000_000, 100))
          .isInstanceOf(IOException.class)
          .hasMessage("scripted failure");
      assertThat(CacheRig.read(lease, 0, 100)).isEqualTo(CacheRig.part(source, 0, 100));
      source.failAfter = Long.MAX_VALUE;
      assertThat(CacheRig.read(lease, 5_000_000, 100))
          .isEqualTo(CacheRig.part(source, 5_000_000, 100));
    }
  }

  @Test
  void whatCameBeforeAFailureIsKept() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    source.failAfter = 100_000;
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 90_000);
      await().until(() -> source.sent.get() >= 100_000);
      source.failAfter = 0;
      assertThat(CacheRig.read(lease, 0, 90_000)).isEqualTo(CacheRig.part(source, 0, 90_000));
      assertThatThrownBy(() -> CacheRig.read(lease, 150_000, 10)).hasMessage("scripted failure");
    }
  }

  @Test
  void shortAndLongSourcesAreErrors() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    source.endAfter = 10_000;
    try (CachedContent lease = rig.acquire(1, source)) {
      // Of the first request; or of a later one, when those before had ended unnoticed.
      assertThatThrownBy(() -> CacheRig.read(lease, 0, 50_000))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "the source ended at byte (10000, expected 262144|[1-5]\\d{4}, expected 53248)");
    }
    ScriptedSource longer = ScriptedSource.random(20_000, 1);
    longer.unranged = true;
    longer.chunk = 20_000;
    ContentKey key = CacheRig.key(2, 10_000);
    try (CachedContent lease = rig.cache().acquire(key, longer)) {
      await()
          .until(
              () -> {
                CacheRig.read(lease, 0, 10_000);
                return lease.isComplete();
              });
    }
  }

  @Test
  void unexpectedFailureOfASourceIsAnErrorToItsReaders() throws IOException {
    BlockSource broken =
        (offset, length, sink) -> {
          throw new IllegalStateException("broken");
        };
    try (CachedContent lease = rig.cache().acquire(CacheRig.key(1, 100), broken)) {
      assertThatThrownBy(() -> CacheRig.read(lease, 0, 10))
          .isInstanceOf(IOException.class)
          .hasRootCauseMessage("broken");
    }
  }

  @Test
  void stalledReaderGivesUpAndTheNextReadAsksAnew() throws Exception {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    CountDownLatch gate = new CountDownLatch(1);
    source.gate = gate;
    try (CachedContent lease = rig.acquire(1, source)) {
      Future<byte[]> read = rig.threads().submit(() -> CacheRig.read(lease, 0, 100));
      await().until(() -> !source.requests.isEmpty());
      rig.clock.addAndGet(CacheRig.STALL.toNanos() - 1);
      assertThat(read.isDone()).isFalse();
      rig.clock.addAndGet(1);
      assertThatThrownBy(() -> read.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IOException.class)
          .hasMessageContaining("no byte came for 30 s");
      source.gate = null;
      assertThat(CacheRig.read(lease, 0, 100)).isEqualTo(CacheRig.part(source, 0, 100));
    } finally {
      gate.countDown();
    }
  }

  @Test
  void manyReadersOfRangedAndUnrangedSourcesReadWhatTheyShould() throws Exception {
    List<Future<Integer>> readers = new ArrayList<>();
    ScriptedSource ranged = ScriptedSource.random(3_000_000, 1);
    ScriptedSource unranged = ScriptedSource.random(3_000_000, 2);
    unranged.unranged = true;
    for (int i = 0; i < 12; i++) {
      int number = 1 + i % 2;
      ScriptedSource source = number == 1 ? ranged : unranged;
      Random random = new Random(i);
      readers.add(rig.threads().submit(() -> readAtRandom(number, source, random)));
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(150);
    }
    // A fetch that ends with its lease leaves a block begun and not finished.
    assertThat(ranged.sent.get()).isLessThanOrEqualTo(3_600_000);
  }

  private int readAtRandom(int number, ScriptedSource source, Random random) throws IOException {
    int reads = 0;
    for (int round = 0; round < 5; round++) {
      try (CachedContent lease = rig.acquire(number, source)) {
        for (int i = 0; i < 30; i++) {
          int offset = random.nextInt(source.content.length);
          int length = 1 + random.nextInt(50_000);
          assertThat(CacheRig.read(lease, offset, length))
              .isEqualTo(CacheRig.part(source, offset, length));
          reads++;
        }
      }
    }
    return reads;
  }
}
