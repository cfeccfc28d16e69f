package org.vosfs.base;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was registered, last first, also when some of it fails: the first failure is thrown,
 * later ones are suppressed by it. Not thread-safe; used while assembling and taking apart.
 */
public final class Closer implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Registers {@code resource} and hands it back. */
  public <T extends AutoCloseable> T register(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void close() throws Exception {
    Exception first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
