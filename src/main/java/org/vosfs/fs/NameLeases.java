package org.vosfs.fs;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;

/**
 * Lets at most one change of a name run at a time: creating, removing and renaming the same name of
 * the same directory wait for each other, everything else runs on. And keeps paths true while they
 * are on the wire: nothing is renamed while a request is under way that names it or something below
 * it, since that request would reach whatever has the path by then; who asks about something below
 * waits for a rename that runs. A lease is no lock: it may be held across a request, and whoever
 * waits for it gives up at the deadline.
 */
final class NameLeases {
  /** So long a rename that waits keeps new requests below what it renames from starting. */
  private static final long COURTESY = TimeUnit.SECONDS.toNanos(1);

  private record Name(long directory, String name) {}

  private final EntryTree tree;
  private final Ticker ticker;
  private final Duration patience;

  /** Guarded by itself, as is all that follows. */
  private final Set<Name> leased = new HashSet<>();

  /** Those of them that are being changed, not only looked at. */
  private final Set<Name> changing = new HashSet<>();

  /** How many requests are under way that name the entry with that number in their path. */
  private final Map<Long, Integer> named = new HashMap<>();

  /** What is being renamed, and by whom. */
  private final Map<Long, Thread> moving = new HashMap<>();

  /** What somebody waits to rename, and until when others are asked to wait for that. */
  private final Map<Long, Long> wanted = new HashMap<>();

  /** How many leases each thread has: whoever has one goes on, lest two wait for each other. */
  private final ThreadLocal<Integer> held = ThreadLocal.withInitial(() -> 0);

  NameLeases(EntryTree tree, Ticker ticker, Duration patience) {
    this.tree = tree;
    this.ticker = ticker;
    this.patience = patience;
  }

  /** Held until closed, by the thread that took it. */
  record Lease(
      NameLeases owner, List<Name> names, boolean changes, Set<Long> path, @Nullable Entry moved)
      implements AutoCloseable {
    @Override
    public void close() {
      owner.release(this);
    }
  }

  /** To change a name in a directory. */
  Lease take(Entry directory, String name) throws FsException {
    return take(List.of(new Name(directory.number, name)), true, List.of(directory), null);
  }

  /** To believe what was told of a name: nobody changes it meanwhile. */
  Lease settle(Entry directory, String name) throws FsException {
    return take(List.of(new Name(directory.number, name)), false, List.of(directory), null);
  }

  /** To rename an entry. Two names in one order for everybody, so that no two renames cross. */
  Lease take(Entry first, String firstName, Entry second, String secondName, Entry moved)
      throws FsException {
    List<Name> names =
        Stream.of(new Name(first.number, firstName), new Name(second.number, secondName))
            .distinct()
            .sorted(Comparator.comparingLong(Name::directory).thenComparing(Name::name))
            .toList();
    return take(names, true, List.of(first, second), moved);
  }

  /** To send a request about an entry, or about a name in it. */
  Lease path(Entry entry) throws FsException {
    return take(List.of(), false, List.of(entry), null);
  }

  /** Whether this thread has a lease: it waits for nobody who may be waiting for that. */
  boolean isHolder() {
    return held.get() > 0;
  }

  /** Whether somebody is changing that name. */
  boolean isChanging(Entry directory, String name) {
    synchronized (leased) {
      return changing.contains(new Name(directory.number, name));
    }
  }

  private Lease take(List<Name> names, boolean changes, List<Entry> ends, @Nullable Entry moved)
      throws FsException {
    long begin = ticker.read();
    synchronized (leased) {
      try {
        while (true) {
          Lease lease = new Lease(this, names, changes, tree.pathNumbers(ends), moved);
          if (isFree(lease)) {
            hold(lease);
            return lease;
          }
          if (moved != null) {
            wanted.put(moved.number, begin + COURTESY);
          }
          await(lease, patience.toNanos() - (ticker.read() - begin));
        }
      } finally {
        if (moved != null && wanted.remove(moved.number) != null) {
          leased.notifyAll();
        }
      }
    }
  }

  private boolean isFree(Lease lease) {
    Entry moved = lease.moved();
    return lease.names().stream().noneMatch(leased::contains)
        && lease.path().stream().noneMatch(this::isBarred)
        && (moved == null
            || (!named.containsKey(moved.number) && !moving.containsKey(moved.number)));
  }

  private boolean isBarred(long number) {
    Thread mover = moving.get(number);
    if (mover != null && mover != Thread.currentThread()) {
      return true;
    }
    Long until = wanted.get(number);
    return until != null && held.get() == 0 && ticker.read() - until < 0;
  }

  private void hold(Lease lease) {
    leased.addAll(lease.names());
    if (lease.changes()) {
      changing.addAll(lease.names());
    }
    lease.path().forEach(number -> named.merge(number, 1, Integer::sum));
    Entry moved = lease.moved();
    if (moved != null) {
      moving.put(moved.number, Thread.currentThread());
    }
    held.set(held.get() + 1);
  }

  private void release(Lease lease) {
    synchronized (leased) {
      lease.names().forEach(leased::remove);
      lease.names().forEach(changing::remove);
      lease
          .path()
          .forEach(number -> named.computeIfPresent(number, (n, i) -> i > 1 ? i - 1 : null));
      Entry moved = lease.moved();
      if (moved != null) {
        moving.remove(moved.number);
      }
      held.set(held.get() - 1);
      leased.notifyAll();
    }
  }

  /** In steps, since the courtesy to others ends by itself. */
  private void await(Lease lease, long left) throws FsException {
    if (left <= 0) {
      throw new FsException(
          Reason.TIMED_OUT,
          lease.names().isEmpty()
              ? "a rename above it is still running"
              : "another change of '" + lease.names().get(0).name() + "' is still running");
    }
    try {
      TimeUnit.NANOSECONDS.timedWait(leased, Math.min(left, COURTESY));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Reason.IO, "interrupted while waiting for another change of the name");
    }
  }
}
