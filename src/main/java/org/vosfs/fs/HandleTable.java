package org.vosfs.fs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers for open things. Numbers are never reused, so a stale one is always told. Thread-safe.
 */
final class HandleTable<H> {
  private final Map<Long, H> handles = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  long add(H handle) {
    long number = last.incrementAndGet();
    handles.put(number, handle);
    return number;
  }

  H get(long number) throws FsException {
    H handle = handles.get(number);
    if (handle == null) {
      throw new FsException(Reason.BAD_HANDLE, "no such handle: " + number);
    }
    return handle;
  }

  @org.jspecify.annotations.Nullable
  H remove(long number) {
    return handles.remove(number);
  }

  int size() {
    return handles.size();
  }
}
