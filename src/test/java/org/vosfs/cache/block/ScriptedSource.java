package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;

/** A source with known content that does as the test says. Thread-safe. */
final class ScriptedSource implements BlockSource {
  final byte[] content;
  final List<ByteRange> requests = new CopyOnWriteArrayList<>();
  final AtomicLong sent = new AtomicLong();
  final AtomicLong refused = new AtomicLong();

  /** Bytes per call of the sink. */
  volatile int chunk = 10_000;

  /** Answers with everything from byte 0, whatever was asked for. */
  volatile boolean unranged;

  /** Fails the fetch when it has sent this many bytes. */
  volatile long failAfter = Long.MAX_VALUE;

  /** Ends the fetch without a word when it has sent this many bytes. */
  volatile long endAfter = Long.MAX_VALUE;

  /** Waits here before the first byte. */
  volatile @Nullable CountDownLatch gate;

  /** Waits here when it has sent {@link #holdAfter} bytes. */
  volatile @Nullable CountDownLatch hold;

  volatile long holdAfter = Long.MAX_VALUE;

  ScriptedSource(byte[] content) {
    this.content = content;
  }

  static ScriptedSource random(int length, long seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return new ScriptedSource(content);
  }

  @Override
  public void fetch(long offset, long length, Sink sink) throws IOException {
    requests.add(new ByteRange(offset, offset + length));
    await(gate);
    int at = unranged ? 0 : (int) offset;
    int end = unranged ? content.length : (int) Math.min(content.length, offset + length);
    if (!sink.begin(at)) {
      refused.incrementAndGet();
      return;
    }
    long count = 0;
    while (at < end) {
      int size = Math.min(chunk, end - at);
      if (count >= failAfter) {
        throw new IOException("scripted failure");
      }
      if (count >= endAfter) {
        return;
      }
      if (count >= holdAfter) {
        await(hold);
      }
      sent.addAndGet(size);
      if (!sink.bytes(ByteBuffer.wrap(content, at, size).slice())) {
        refused.incrementAndGet();
        return;
      }
      at += size;
      count += size;
    }
  }

  private static void await(@Nullable CountDownLatch latch) throws IOException {
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
