package org.vosfs.fuse;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the kernel's requests on Java threads and has libfuse dispatch them. libfuse's own loop
 * would do it on threads of its own making, each of which is attached to and detached from the JVM
 * at every call, and it would not tell which request a callback belongs to.
 *
 * <p>There is always one thread more that reads than works, up to {@link #MOST_THREADS}; threads
 * stay until the end. The last one to end takes libfuse's structures down. Thread-safe.
 */
final class SessionLoop implements FuseSession {
  private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);

  /** Calls that may wait on the network at the same time before others have to wait as well. */
  private static final int MOST_THREADS = 128;

  /** {@code struct fuse_buf}: size, flags, memory, descriptor, position. */
  private static final int BUF_SIZE = 40;

  private static final int BUF_FLAGS = 8;
  private static final int BUF_MEMORY = 16;
  private static final int FLAG_IS_FD = 1 << 1;

  /** {@code struct fuse_in_header}: length, operation code. */
  private static final int HEADER_OPCODE = 4;

  private static final int EINTR = -4;
  private static final int EAGAIN = -11;

  private final SystemLibrary library;
  private final ThreadFactory threads;
  private final NativeText mountPoint;
  private final long channel;
  private final long fuse;
  private final long session;
  private final int bufferSize;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger reading = new AtomicInteger();
  private final IntConsumer ended;
  private volatile int code;

  private SessionLoop(
      SystemLibrary library, Host host, NativeText mountPoint, long channel, long fuse) {
    this.library = library;
    this.threads = host.threads();
    this.ended = host.ended();
    this.mountPoint = mountPoint;
    this.channel = channel;
    this.fuse = fuse;
    this.session = library.session.call(fuse);
    this.bufferSize = (int) library.bufferSize.call(channel);
  }

  /**
   * Mounts in the kernel; nothing is answered before {@link #start}.
   *
   * @throws MountException when libfuse refuses; it has told standard error why
   */
  static SessionLoop mount(
      SystemLibrary library, MountSettings settings, OperationsTable table, Host host)
      throws MountException {
    NativeText place = new NativeText(settings.mountPoint().toString());
    try (NativeArguments arguments = new NativeArguments(MountArguments.of(settings))) {
      long channel = library.mount.call(place.address(), arguments.address());
      if (channel == 0) {
        place.close();
        throw new MountException("libfuse could not mount at " + settings.mountPoint());
      }
      long fuse =
          library.create.call(channel, arguments.address(), table.address(), table.size(), 0);
      if (fuse == 0) {
        library.unmount.call(place.address(), channel);
        place.close();
        throw new MountException("libfuse did not take the options of " + settings.mountPoint());
      }
      return new SessionLoop(library, host, place, channel, fuse);
    }
  }

  @Override
  public void start() {
    spawn();
  }

  /** libfuse 2 offers the kernel nothing that is worth telling. */
  @Override
  public List<String> features() {
    return List.of();
  }

  private void spawn() {
    int number = running.incrementAndGet();
    if (number > MOST_THREADS) {
      running.decrementAndGet();
      return;
    }
    Thread thread = threads.newThread(this::work);
    thread.setName("vosfs-fuse-" + number);
    thread.start();
  }

  private void work() {
    long memory = NativeMemory.allocate(BUF_SIZE + Long.BYTES + bufferSize);
    try {
      serve(memory, memory + BUF_SIZE, memory + BUF_SIZE + Long.BYTES);
    } catch (RuntimeException | Error e) {
      log.error("a thread of the FUSE loop failed", e);
      library.exit.call(session);
    } finally {
      NativeMemory.free(memory);
      if (running.decrementAndGet() == 0) {
        clear();
      }
    }
  }

  private void serve(long buf, long channelSlot, long content) {
    int[] opcode = CurrentRequest.slot();
    while ((int) library.exited.call(session) == 0) {
      NativeMemory.putLong(buf, bufferSize);
      NativeMemory.putInt(buf + BUF_FLAGS, 0);
      NativeMemory.putLong(buf + BUF_MEMORY, content);
      NativeMemory.putLong(channelSlot, channel);
      reading.incrementAndGet();
      int received = (int) library.receive.call(session, buf, channelSlot);
      int others = reading.decrementAndGet();
      if (received == EINTR || received == EAGAIN) {
        continue;
      }
      if (received <= 0) {
        code = received;
        library.exit.call(session);
        return;
      }
      if (others == 0) {
        spawn();
      }
      boolean inMemory = (NativeMemory.getInt(buf + BUF_FLAGS) & FLAG_IS_FD) == 0;
      opcode[0] = inMemory ? NativeMemory.getInt(content + HEADER_OPCODE) : 0;
      library.process.call(session, buf, channel);
    }
  }

  /** The kernel's side is gone already, so this unmounts nothing, and nobody else's mount. */
  private void clear() {
    library.unmount.call(mountPoint.address(), channel);
    library.destroy.call(fuse);
    mountPoint.close();
    ended.accept(code);
  }
}
