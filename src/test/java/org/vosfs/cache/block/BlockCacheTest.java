package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCacheTest {
  private static final int SIZE = 1_000_003;

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAnywhereWhatTheSourceHolds(boolean unranged) throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    source.unranged = unranged;
    Random random = new Random(2);
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int i = 0; i < 300; i++) {
        int offset = random.nextInt(SIZE + 100);
        int length = 1 + random.nextInt(20_000);
        byte[] expected = offset >= SIZE ? new byte[0] : CacheRig.part(source, offset, length);
        assertThat(CacheRig.read(lease, offset, length)).as("read %d", i).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsSequentiallyWithLittleOverhead() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      for (int at = 0; at < SIZE; at += 8000) {
        assertThat(CacheRig.read(lease, at, 8000)).isEqualTo(CacheRig.part(source, at, 8000));
      }
      assertThat(lease.isComplete()).isTrue();
      assertThat(lease.completeFile().orElseThrow()).hasBinaryContent(source.content);
    }
    assertThat(source.sent.get()).isEqualTo(SIZE);
    assertThat(rig.cache().usage().fetchedBytes()).isEqualTo(SIZE);
  }

  @Test
  void bufferIsFilledFromItsPosition() throws IOException {
    ScriptedSource source = ScriptedSource.random(100, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      ByteBuffer into = ByteBuffer.allocate(50);
      into.position(10).limit(30);
      assertThat(lease.read(90, into)).isEqualTo(10);
      assertThat(into.position()).isEqualTo(20);
      assertThat(into.limit()).isEqualTo(30);
      assertThat(lease.read(100, into)).isZero();
      assertThat(lease.read(1000, into)).isZero();
    }
  }

  @Test
  void survivesRestartWithoutFetchingAgain() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      CacheRig.read(lease, 0, SIZE);
    }
    rig.restart();
    source.requests.clear();
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThat(lease.isComplete()).isTrue();
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
    }
    assertThat(source.requests).isEmpty();
    assertThat(rig.cache().usage().hits()).isEqualTo(1);
  }

  @Test
  void adoptsWholeFiles() throws IOException {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    source.failAfter = 0;
    Path file = Files.write(temporary.resolve("whole"), source.content);
    rig.cache().adopt(CacheRig.key(1, SIZE), file);
    assertThat(file).doesNotExist();
    for (int i = 0; i < 2; i++) {
      try (CachedContent lease = rig.acquire(1, source)) {
        assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
        assertThat(lease.completeFile()).isPresent();
      }
      rig.restart();
    }
    Path wrong = Files.writeString(temporary.resolve("wrong"), "short");
    assertThatThrownBy(() -> rig.cache().adopt(CacheRig.key(2, 6), wrong))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 5 bytes, not 6");
    assertThat(wrong).exists();
  }

  @Test
  void whatMayStillChangeIsShownToNobodyBeforeItIsFinished() throws Exception {
    ScriptedSource source = ScriptedSource.random(SIZE, 1);
    Path file = Files.write(temporary.resolve("whole"), source.content);
    try (Adoption adoption = rig.cache().prepare(CacheRig.key(1, SIZE), file)) {
      assertThat(adoption).isNotNull();
      try (CachedContent lease = rig.acquire(1, source)) {
        assertThat(lease.isComplete()).as("before it is finished").isFalse();
      }
    }
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThat(lease.isComplete()).as("given up").isFalse();
      assertThat(CacheRig.read(lease, 0, SIZE)).isEqualTo(source.content);
    }
    assertThat(source.requests).isNotEmpty();
  }

  @Test
  void emptyContentNeedsNothing() throws IOException {
    ScriptedSource source = ScriptedSource.random(0, 1);
    try (CachedContent lease = rig.acquire(1, source)) {
      assertThat(CacheRig.read(lease, 0, 10)).isEmpty();
      assertThat(lease.isComplete()).isTrue();
    }
    assertThat(source.requests).isEmpty();
  }

  @Test
  void secondUserOfTheDirectoryIsRefused() {
    assertThatThrownBy(() -> new CacheRig(rig.directory, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("block cache directory")
        .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
  }

  @Test
  void unusableDirectoryIsOneClearLine() throws IOException {
    Path file = Files.write(temporary.resolve("file"), "x".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> new CacheRig(file, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot use block cache directory " + file + ": not a directory");
  }
}
