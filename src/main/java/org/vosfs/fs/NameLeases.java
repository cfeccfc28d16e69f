package org.vosfs.fs;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vosfs.base.Ticker;

/**
 * Lets at most one change of a name run at a time: creating, removing and renaming the same name of
 * the same directory wait for each other, everything else runs on. A lease is no lock: it may be
 * held across a request, and whoever waits for it gives up at the deadline.
 */
final class NameLeases {
  private record Name(long directory, String name) {}

  private final Set<Name> leased = new HashSet<>();
  private final Ticker ticker;
  private final Duration patience;

  NameLeases(Ticker ticker, Duration patience) {
    this.ticker = ticker;
    this.patience = patience;
  }

  /** Names held until closed. */
  record Lease(NameLeases owner, List<Name> names) implements AutoCloseable {
    @Override
    public void close() {
      synchronized (owner.leased) {
        names.forEach(owner.leased::remove);
        owner.leased.notifyAll();
      }
    }
  }

  Lease take(Entry directory, String name) throws FsException {
    return take(List.of(new Name(directory.number, name)));
  }

  /** Two names in one order for everybody, so that two renames never wait for each other. */
  Lease take(Entry first, String firstName, Entry second, String secondName) throws FsException {
    return take(
        Stream.of(new Name(first.number, firstName), new Name(second.number, secondName))
            .distinct()
            .sorted(Comparator.comparingLong(Name::directory).thenComparing(Name::name))
            .toList());
  }

  private Lease take(List<Name> names) throws FsException {
    long deadline = ticker.read() + patience.toNanos();
    synchronized (leased) {
      while (names.stream().anyMatch(leased::contains)) {
        long left = deadline - ticker.read();
        if (left <= 0) {
          throw new FsException(
              Reason.TIMED_OUT, "another change of '" + names.get(0).name() + "' is still running");
        }
        await(left);
      }
      leased.addAll(names);
    }
    return new Lease(this, names);
  }

  private void await(long nanos) throws FsException {
    try {
      TimeUnit.NANOSECONDS.timedWait(leased, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Reason.IO, "interrupted while waiting for another change of the name");
    }
  }
}
