package org.vosfs.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A TCP relay on the loopback interface that makes a near server far, slow or unreliable: it delays
 * (each direction by its own time, without costing bandwidth), limits the rate, cuts connections,
 * stalls. Everything may be changed while it runs. Thread-safe.
 *
 * <p>A delay acts as distance does: what is sent arrives later, and a new connection costs one
 * round trip more before its first byte leaves. Bytes under way per connection and direction are
 * bounded by {@link #window}, as they are on a real connection.
 */
public final class Relay implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;

  private final InetSocketAddress target;
  private final ServerSocketChannel listener;
  private final Set<RelayedConnection> running = ConcurrentHashMap.newKeySet();
  private final LongAdder connections = new LongAdder();
  private final Lane up = new Lane();
  private final Lane down = new Lane();
  private volatile int window = 16 << 20;
  private volatile long cutAfterBytes;
  private volatile long cutAfterNanos;
  private volatile boolean refusing;
  private volatile boolean closed;

  /** What all connections of one direction share: the line. */
  static final class Lane {
    private final LongAdder bytes = new LongAdder();
    private volatile long delayNanos;
    private volatile long bytesPerSecond;
    private volatile boolean stalled;
    private long lineFreeAt;

    /** When bytes that came in now have come out at the other end. */
    synchronized long arrival(int count, long now) {
      bytes.add(count);
      long rate = bytesPerSecond;
      if (rate > 0) {
        lineFreeAt = Math.max(now, lineFreeAt) + count * SECOND / rate;
        return lineFreeAt + delayNanos;
      }
      return now + delayNanos;
    }

    long delayNanos() {
      return delayNanos;
    }

    boolean isStalled() {
      return stalled;
    }
  }

  private Relay(InetSocketAddress target, ServerSocketChannel listener) {
    this.target = target;
    this.listener = listener;
  }

  /** Listens on a free port; nothing is changed on the way yet. */
  public static Relay to(InetSocketAddress target) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    Relay relay = new Relay(target, listener);
    thread("relay-accept", relay::accept);
    return relay;
  }

  /** To the host and port of a URL. */
  public static Relay to(URI server) throws IOException {
    return to(new InetSocketAddress(server.getHost(), server.getPort()));
  }

  static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel client = listener.accept();
        connections.increment();
        if (refusing) {
          client.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset, as from a closed port
          client.close();
        } else {
          RelayedConnection connection = new RelayedConnection(this, client);
          running.add(connection);
          connection.start();
        }
      } catch (IOException e) {
        if (!listener.isOpen()) {
          return;
        }
      }
    }
  }

  InetSocketAddress target() {
    return target;
  }

  Lane up() {
    return up;
  }

  Lane down() {
    return down;
  }

  void ended(RelayedConnection connection) {
    running.remove(connection);
  }

  /** The same URL through the relay. */
  public URI through(URI server) {
    return URI.create(
        server.toString().replaceFirst("//[^/]*", "//127.0.0.1:" + address().getPort()));
  }

  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) listener.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the relay is closed", e);
    }
  }

  /**
   * Delays what is sent.
   *
   * @param toServer how much later bytes reach the server
   * @param toClient how much later they reach the client
   */
  public Relay delay(Duration toServer, Duration toClient) {
    up.delayNanos = toServer.toNanos();
    down.delayNanos = toClient.toNanos();
    return this;
  }

  /** Makes every exchange that much slower, half of it on each way. */
  public Relay roundTrip(Duration time) {
    return delay(time.dividedBy(2), time.dividedBy(2));
  }

  /** Limits each direction, all connections together; 0 = no limit. */
  public Relay rate(long bytesPerSecond) {
    up.bytesPerSecond = bytesPerSecond;
    down.bytesPerSecond = bytesPerSecond;
    return this;
  }

  /** Most bytes under way per connection and direction; for connections made from now on. */
  public Relay window(int bytes) {
    window = bytes;
    return this;
  }

  int window() {
    return window;
  }

  /** Resets every connection that has carried so many bytes to the client; 0 = none. */
  public Relay cutAfterBytes(long bytes) {
    cutAfterBytes = bytes;
    return this;
  }

  /** Resets every connection of that age as it goes on sending to the client; zero = none. */
  public Relay cutAfter(Duration age) {
    cutAfterNanos = age.toNanos();
    return this;
  }

  boolean isToBeCut(long carriedBytes, long ageNanos) {
    long bytes = cutAfterBytes;
    long nanos = cutAfterNanos;
    return (bytes > 0 && carriedBytes >= bytes) || (nanos > 0 && ageNanos >= nanos);
  }

  /** Resets every connection now. */
  public void cutAll() {
    running.forEach(RelayedConnection::reset);
  }

  /** Lets nothing through, in neither direction, or everything again; connections stay. */
  public Relay stall(boolean stalled) {
    up.stalled = stalled;
    down.stalled = stalled;
    return this;
  }

  /** Resets new connections at once, or takes them again. */
  public Relay refuse(boolean refused) {
    refusing = refused;
    return this;
  }

  /** Connections made so far. */
  public long connections() {
    return connections.sum();
  }

  /** Connections open now. */
  public int open() {
    return running.size();
  }

  /** Bytes taken from clients so far. */
  public long bytesToServer() {
    return up.bytes.sum();
  }

  /** Bytes taken from the server so far. */
  public long bytesToClient() {
    return down.bytes.sum();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    cutAll();
  }
}
