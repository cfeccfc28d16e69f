package org.vosfs.testing;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection through a {@link Relay}: two pumps, each a thread that takes and one that gives.
 */
final class RelayedConnection {
  private static final int CHUNK = 256 << 10;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Relay relay;
  private final SocketChannel client;
  private final SocketChannel server;
  private final long since = System.nanoTime();

  RelayedConnection(Relay relay, SocketChannel client) throws IOException {
    this.relay = relay;
    this.client = client;
    try {
      this.server = SocketChannel.open(relay.target());
    } catch (IOException e) {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      client.close();
      throw e;
    }
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    server.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  void start() {
    long connected = since + relay.up().delayNanos() + relay.down().delayNanos();
    new Pump(client, server, relay.up(), connected, false).start("up");
    new Pump(server, client, relay.down(), since, true).start("down");
  }

  /** Ends it as a broken line does: both sides are reset. */
  void reset() {
    relay.ended(this);
    for (SocketChannel channel : new SocketChannel[] {client, server}) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      } catch (IOException e) {
        // closed already
      }
    }
  }

  private void finished() {
    if (!client.isOpen() && !server.isOpen()) {
      relay.ended(this);
    }
  }

  private final class Pump {
    private final SocketChannel from;
    private final SocketChannel to;
    private final Relay.Lane lane;
    private final long notBefore;
    private final boolean cuts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> underWay = new ArrayDeque<>();
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();
    private final int window = relay.window();
    private long held;
    private boolean ended;
    private boolean broken;

    Pump(SocketChannel from, SocketChannel to, Relay.Lane lane, long notBefore, boolean cuts) {
      this.from = from;
      this.to = to;
      this.lane = lane;
      this.notBefore = notBefore;
      this.cuts = cuts;
    }

    void start(String name) {
      Relay.thread("relay-take-" + name, this::take);
      Relay.thread("relay-give-" + name, this::give);
    }

    private void take() {
      long carried = 0;
      try {
        while (true) {
          ByteBuffer buffer = buffer();
          int count = from.read(buffer.clear());
          if (count < 0) {
            return;
          }
          long now = System.nanoTime();
          carried += count;
          long due = Math.max(lane.arrival(count, now), notBefore + lane.delayNanos());
          put(new Chunk(buffer.flip(), due));
          if (cuts && relay.isToBeCut(carried, now - since)) {
            reset();
            return;
          }
        }
      } catch (IOException e) {
        reset();
      } finally {
        end();
      }
    }

    private ByteBuffer buffer() throws IOException {
      lock.lock();
      try {
        while (held >= window && !broken) {
          changed.awaitUninterruptibly();
        }
        if (broken) {
          throw new IOException("the other side is gone");
        }
        ByteBuffer buffer = spare.poll();
        return buffer == null ? ByteBuffer.allocateDirect(CHUNK) : buffer;
      } finally {
        lock.unlock();
      }
    }

    private void put(Chunk chunk) {
      lock.lock();
      try {
        underWay.add(chunk);
        held += chunk.bytes.remaining();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void end() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void give() {
      try {
        for (Chunk chunk = next(); chunk != null; chunk = next()) {
          int count = chunk.bytes.remaining();
          while (chunk.bytes.hasRemaining()) {
            to.write(chunk.bytes);
          }
          given(chunk.bytes, count);
        }
        to.shutdownOutput();
        if (from.socket().isOutputShutdown() || !from.isOpen()) {
          to.close();
          from.close();
        }
      } catch (IOException e) {
        breakOff();
        reset();
      } finally {
        finished();
      }
    }

    private void given(ByteBuffer buffer, int count) {
      lock.lock();
      try {
        held -= count;
        spare.add(buffer);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void breakOff() {
      lock.lock();
      try {
        broken = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** The next bytes when their time has come; null at the end. */
    private @Nullable Chunk next() throws IOException {
      lock.lock();
      try {
        while (true) {
          Chunk chunk = underWay.peek();
          if (chunk == null && ended) {
            return null;
          }
          long left = chunk == null ? Long.MAX_VALUE : chunk.due - System.nanoTime();
          if (left <= 0 && !lane.isStalled()) {
            return underWay.remove();
          }
          if (!to.isOpen()) {
            throw new IOException("closed");
          }
          changed.awaitNanos(left <= 0 || chunk == null ? LOOK_NANOS : left);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Bytes and when they arrive at the other end. */
  private record Chunk(ByteBuffer bytes, long due) {}
}
