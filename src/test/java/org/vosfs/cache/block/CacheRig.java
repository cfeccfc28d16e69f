package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A cache over a directory with threads and a clock of the test's own. */
final class CacheRig implements AutoCloseable {
  static final int BLOCK = 4096;
  static final Duration STALL = Duration.ofSeconds(30);

  final AtomicLong clock = new AtomicLong();
  final AtomicLong free = new AtomicLong(Long.MAX_VALUE / 4);
  final Path directory;
  final long limit;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private BlockCache cache;

  CacheRig(Path directory, long limit) throws IOException {
    this.directory = directory;
    this.limit = limit;
    this.cache = openCache();
  }

  private BlockCache openCache() throws IOException {
    BlockCacheSettings settings =
        new BlockCacheSettings(directory, limit, 1000, BLOCK, 1 << 20, STALL);
    return BlockCache.open(settings, threads, clock::get, free::get);
  }

  BlockCache cache() {
    return cache;
  }

  ExecutorService threads() {
    return threads;
  }

  /** A cache over the directory as it is now. */
  void restart() throws IOException {
    cache.close();
    cache = openCache();
  }

  /** Waits until the last fetch has ended; maps are saved then. */
  void idle() {
    await().until(cache::isIdle);
  }

  static ContentKey key(int number, long length) {
    return new ContentKey(String.format("%032x", number), length);
  }

  CachedContent acquire(int number, ScriptedSource source) throws IOException {
    return cache.acquire(key(number, source.content.length), source);
  }

  static byte[] read(CachedContent lease, long offset, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocateDirect(length);
    int count = lease.read(offset, into);
    assertThat(into.position()).isEqualTo(count);
    byte[] bytes = new byte[count];
    into.flip().get(bytes);
    return bytes;
  }

  static byte[] part(ScriptedSource source, int offset, int length) {
    return Arrays.copyOfRange(
        source.content, offset, Math.min(source.content.length, offset + length));
  }

  @Override
  public void close() throws IOException {
    cache.close();
    threads.shutdown();
    try {
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS))
          .as("a fetch goes on after the cache was closed")
          .isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
