package org.vosfs.fs;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.vosfs.vospace.TreeChange;

/** Goes through everything below a directory; never through a link. Thread-safe. */
final class TreeWalk {
  /** Work on one entry. */
  @FunctionalInterface
  interface Work<T> {
    void on(T what) throws FsException;
  }

  private final Lookup lookup;
  private final Listings listings;

  TreeWalk(Lookup lookup, Listings listings) {
    this.lookup = lookup;
    this.listings = listings;
  }

  /** Files that are only here; asks nobody. */
  void unsentBelow(Entry directory, Shared shared, Work<OpenFile> work) throws FsException {
    for (OpenFile file : shared.openFiles().all()) {
      boolean below = shared.tree().isBelow(file.entry, directory);
      if (below && !file.entry.remote && !file.isUnlinked()) {
        work.on(file);
      }
    }
  }

  /** All that is known, the directory itself too; asks nobody. */
  void knownBelow(Entry entry, Shared shared, Consumer<Entry> work) {
    shared.tree().children(entry).forEach(child -> knownBelow(child, shared, work));
    work.accept(entry);
  }

  /** What has been done so far, and whether to go on. */
  private static final class Count {
    final LongPredicate goesOn;
    long done;
    long refused;
    boolean stopped;

    Count(LongPredicate goesOn) {
      this.goesOn = goesOn;
    }
  }

  /**
   * Everything below a directory that the service has, as it lists it now, one after the other; the
   * directory itself counts as done.
   *
   * @param goesOn told how many are done
   * @throws FsException when nobody answers any more; what is done stays
   */
  TreeChange changeEach(Entry directory, Work<Entry> work, LongPredicate goesOn)
      throws FsException {
    Count count = new Count(goesOn);
    count.done = 1;
    below(directory, work, count);
    return new TreeChange(count.done, count.refused, !count.stopped);
  }

  private void below(Entry directory, Work<Entry> work, Count count) throws FsException {
    for (String name : listings.listNow(directory)) {
      count.stopped = count.stopped || !count.goesOn.test(count.done);
      if (count.stopped) {
        return;
      }
      Optional<Entry> child = lookup.child(directory, name);
      if (child.isPresent() && child.get().remote && child.get().type != FileType.LINK) {
        each(child.get(), work, count);
      }
    }
  }

  private void each(Entry entry, Work<Entry> work, Count count) throws FsException {
    try {
      work.on(entry);
      count.done++;
    } catch (FsException e) {
      if (e.reason() != Reason.ACCESS && e.reason() != Reason.NOT_PERMITTED) {
        throw e;
      }
      count.refused++;
    }
    if (entry.isDirectory()) {
      below(entry, work, count);
    }
  }
}
