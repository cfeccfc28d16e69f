package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that know no ranges. */
class StreamingTest {
  private static final int SIZE = 20 << 20;

  @TempDir Path temporary;
  private CacheRig rig;
  private ScriptedSource source = ScriptedSource.random(0, 1);

  @BeforeEach
  void open() throws IOException {
    rig = new CacheRig(temporary.resolve("cache"), 100 << 20);
    source = ScriptedSource.random(SIZE, 1);
    source.unranged = true;
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void readersAtDifferentPlacesShareOneStream() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    source.hold = hold;
    source.holdAfter = 300_000;
    List<Future<byte[]>> reads = new ArrayList<>();
    try (CachedContent lease = rig.acquire(1, source)) {
      Future<byte[]> first = rig.threads().submit(() -> CacheRig.read(lease, 10_000_000, 100));
      await().until(() -> source.sent.get() >= 300_000);
      for (int i = 1; i < 8; i++) {
        int at = i * 2_000_000;
        reads.add(rig.threads().submit(() -> CacheRig.read(lease, at, 100)));
      }
      reads.add(first);
      hold.countDown();
      assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(CacheRig.part(source, 10_000_000, 100));
      for (int i = 1; i < 8; i++) {
        assertThat(reads.get(i - 1).get(20, TimeUnit.SECONDS))
            .isEqualTo(CacheRig.part(source, i * 2_000_000, 100));
      }
    }
    assertThat(source.requests).hasSize(1);
  }

  @Test
  void sequentialReadingIsOneStreamAndNothingTwice() throws IOException {
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int at = 0; at < SIZE; at += 128 << 10) {
        assertThat(CacheRig.read(lease, at, 128 << 10))
            .isEqualTo(CacheRig.part(source, at, 128 << 10));
      }
      assertThat(lease.isComplete()).isTrue();
    }
    assertThat(source.sent.get()).isEqualTo(SIZE);
    assertThat(source.requests).hasSize(1);
  }

  @Test
  void streamEndsWhenTheLastLeaseIsClosed() throws IOException {
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 2880);
    }
    await().until(() -> source.refused.get() == 1);
    assertThat(source.sent.get()).isLessThan(4 << 20);
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThat(CacheRig.read(lease, 3_000_000, 10))
          .isEqualTo(CacheRig.part(source, 3_000_000, 10));
    }
  }

  @Test
  void streamFarAheadOfAnIdleReaderPausesAndEnds() throws IOException {
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, 2880);
      await().until(() -> source.sent.get() > 1 << 20);
      rig.clock.addAndGet(CacheRig.STALL.toNanos() / 4 - 1);
      assertThat(source.refused.get()).isZero();
      rig.clock.addAndGet(1);
      await().until(() -> source.refused.get() == 1);
      assertThat(source.sent.get()).isLessThan(2 << 20);
      assertThat(CacheRig.read(lease, 5_000_000, 10))
          .isEqualTo(CacheRig.part(source, 5_000_000, 10));
    }
  }

  @Test
  void streamThatIsMoreThanHalfThroughIsFinished() throws IOException {
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, SIZE * 3 / 5, 10);
      await().until(() -> source.sent.get() > SIZE * 3 / 5 + (1 << 20));
      await()
          .until(
              () -> {
                rig.clock.addAndGet(CacheRig.STALL.toNanos() / 4);
                return lease.isComplete();
              });
    }
    assertThat(source.requests).hasSize(1);
  }

  @Test
  void failedStreamFailsItsReadersAndIsBegunAgain() throws IOException {
    source.failAfter = 2_000_000;
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThatThrownBy(() -> CacheRig.read(lease, 6_000_000, 10)).hasMessage("scripted failure");
      assertThat(CacheRig.read(lease, 1_500_000, 10))
          .isEqualTo(CacheRig.part(source, 1_500_000, 10));
      source.failAfter = Long.MAX_VALUE;
      assertThat(CacheRig.read(lease, 6_000_000, 10))
          .isEqualTo(CacheRig.part(source, 6_000_000, 10));
    }
    assertThat(source.requests).hasSize(2);
  }

  @Test
  void streamThatCannotBeStoredServesSequentialReadersByOneRequest() throws IOException {
    rig.free.set(0);
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int at = 0; at < SIZE; at += 128 << 10) {
        assertThat(CacheRig.read(lease, at, 128 << 10))
            .as("at %d", at)
            .isEqualTo(CacheRig.part(source, at, 128 << 10));
      }
      assertThat(lease.isPresent(0, 1)).isFalse();
    }
    assertThat(source.sent.get()).isEqualTo(SIZE);
    assertThat(rig.cache().usage().bytes()).isZero();
  }
}
