package org.vosfs.fuse;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fs.KernelCache;

/**
 * Tells the kernel what to forget, from one thread that holds nothing a callback needs: the kernel
 * takes locks for it that the caller of a request under way may hold. What is said twice before it
 * is told is told once, so that the queue is never longer than what the kernel can have cached.
 * Thread-safe.
 */
final class Invalidations implements KernelCache {
  private static final Logger log = LoggerFactory.getLogger(Invalidations.class);

  /** {@code -ENOENT}: the kernel has nothing of it cached. */
  private static final int NOTHING_THERE = -2;

  /** {@code -ENODEV}: unmounted. */
  private static final int UNMOUNTED = -19;

  /** The two messages; each returns 0 or a negative errno, and may wait. */
  interface Kernel {
    int forgetName(long directory, String name);

    int forgetAttributes(long number);
  }

  /**
   * @param name empty = the attributes of the node
   */
  private record Item(long number, String name) {}

  private final Kernel kernel;
  private final Set<Item> waiting = new LinkedHashSet<>();
  private boolean ended;

  Invalidations(Kernel kernel) {
    this.kernel = kernel;
  }

  void start(ThreadFactory threads) {
    Thread thread = threads.newThread(this::work);
    thread.setName("vosfs-forget");
    thread.start();
  }

  @Override
  public void nameChanged(long directory, String name) {
    add(new Item(directory, name));
  }

  @Override
  public void attributesChanged(long number) {
    add(new Item(number, ""));
  }

  private synchronized void add(Item item) {
    if (!ended && waiting.add(item)) {
      notifyAll();
    }
  }

  /** No more is told. */
  synchronized void end() {
    ended = true;
    waiting.clear();
    notifyAll();
  }

  private void work() {
    try {
      for (Item item = next(); item != null; item = next()) {
        tell(item);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Item item) {
    int result =
        item.name().isEmpty()
            ? kernel.forgetAttributes(item.number())
            : kernel.forgetName(item.number(), item.name());
    if (result != 0 && result != NOTHING_THERE && result != UNMOUNTED) {
      log.warn("the kernel does not forget {}: errno {}", item, -result);
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Item next() throws InterruptedException {
    while (waiting.isEmpty() && !ended) {
      wait();
    }
    if (ended) {
      return null;
    }
    var first = waiting.iterator();
    Item item = first.next();
    first.remove();
    return item;
  }
}
