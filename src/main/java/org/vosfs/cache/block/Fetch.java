package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One running request to a source: a run of blocks, or, when the source answers with everything
 * from byte 0, the content's shared stream. Blocks are put together here and handed to the content
 * whole. The fields marked so are guarded by the content's lock; the rest belongs to the thread
 * that fetches.
 */
final class Fetch implements BlockSource.Sink, Runnable {
  private final Content content;
  private final Flow flow;
  private final Geometry geometry;
  final CachedContent owner;
  final int from;
  final int to;

  /** Bytes of the read-ahead allowance this takes. */
  final long allowance;

  /** Guarded by the content's lock. */
  boolean streaming;

  /** Guarded by the content's lock. */
  @Nullable IOException error;

  private volatile boolean abandoned;
  private volatile long lastProgress;
  private volatile long position;
  private boolean stopped;
  private int block = -1;
  private byte[] assembled = new byte[0];
  private int filled;

  Fetch(Content content, Flow flow, CachedContent owner, int from, int to, long allowance) {
    this.content = content;
    this.flow = flow;
    this.geometry = content.geometry();
    this.owner = owner;
    this.from = from;
    this.to = to;
    this.allowance = allowance;
    this.lastProgress = content.now();
  }

  /** Ends the fetch at the source's next call; its bytes are not wanted any more. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** When the last byte came, or the fetch was made. */
  long lastProgress() {
    return lastProgress;
  }

  /** Where the next byte goes. */
  long position() {
    return position;
  }

  @Override
  public void run() {
    IOException failure = null;
    try {
      if (!abandoned) {
        long start = geometry.start(from);
        position = start;
        owner.source().fetch(start, geometry.end(to - 1) - start, this);
        failure = shortfall();
      }
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException("fetching failed unexpectedly", e);
    } catch (Error e) {
      failure = new IOException("fetching failed unexpectedly", e);
      throw e;
    } finally {
      flow.finished(this, failure);
    }
  }

  private @Nullable IOException shortfall() {
    long wanted = geometry.end(to - 1);
    if (position == wanted && !stopped) {
      flow.sendsRanges(); // a source that knows none would have gone on
    }
    return stopped || abandoned || position >= wanted
        ? null
        : new IOException("the source ended at byte " + position + ", expected " + wanted);
  }

  @Override
  public boolean begin(long offset) throws IOException {
    lastProgress = content.now();
    if (offset < 0 || offset > geometry.start(from)) {
      throw new IOException(
          "asked for bytes from " + geometry.start(from) + ", the source begins at " + offset);
    }
    block = -1;
    position = offset;
    boolean whole = offset < geometry.start(from);
    if (!whole && from > 0) {
      flow.sendsRanges();
    }
    return goOn(!abandoned && (!whole || flow.becomeStream(this)));
  }

  private boolean goOn(boolean wanted) {
    stopped = !wanted;
    return wanted;
  }

  @Override
  public boolean bytes(ByteBuffer buffer) throws IOException {
    lastProgress = content.now();
    content.received(buffer.remaining());
    while (buffer.hasRemaining()) {
      if (abandoned) {
        return goOn(false);
      }
      if (position >= geometry.length()) {
        throw new IOException("the source sent more than " + geometry.length() + " bytes");
      }
      int at = geometry.blockOf(position);
      if (at != block && !open(at)) {
        return goOn(false);
      }
      take(buffer);
    }
    return goOn(!abandoned);
  }

  /** Turns to the next block; false when the rest is not wanted. */
  private boolean open(int next) throws IOException {
    boolean beyond = next >= to;
    if (beyond && !flow.becomeStream(this)) {
      return false;
    }
    if (!flow.goesOn(this)) {
      return false;
    }
    lastProgress = content.now(); // a pause of ours is not the source's fault
    block = next;
    filled = 0;
    // A block whose beginning was not sent cannot be put together.
    boolean useful = position == geometry.start(next) && flow.lacks(next);
    int size = useful ? geometry.size(next) : 0;
    if (assembled.length != size) {
      assembled = new byte[size];
    }
    return true;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void take(ByteBuffer buffer) {
    int count = (int) Math.min(buffer.remaining(), geometry.end(block) - position);
    if (assembled.length == 0) {
      buffer.position(buffer.position() + count);
    } else {
      buffer.get(assembled, filled, count);
      filled += count;
    }
    position += count;
    if (position == geometry.end(block) && assembled.length > 0) {
      if (content.deliver(this, block, assembled)) {
        assembled = new byte[0]; // it is kept in memory there
      }
    }
  }
}
