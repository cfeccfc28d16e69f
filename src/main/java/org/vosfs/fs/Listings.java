package org.vosfs.fs;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;

/**
 * Whole directories: one listing shared by all who ask, read while it comes, believed for the TTL,
 * filling the attributes of every child on the way. Up to twice the TTL the former listing serves
 * while one refresh runs. Thread-safe.
 */
final class Listings {
  private static final Logger log = LoggerFactory.getLogger(Listings.class);

  private final Shared shared;
  private final NodeIntake intake;
  private final Executor background;
  private final Map<Long, ListingRun> running = new ConcurrentHashMap<>();

  /**
   * @param background runs listings, several side by side
   */
  Listings(Shared shared, NodeIntake intake, Executor background) {
    this.shared = shared;
    this.intake = intake;
    this.background = background;
  }

  /** The children of a directory, to be read as they come. */
  ListingRun open(Entry directory) {
    Optional<Set<String>> usable = shared.meta().usableListing(directory.number);
    if (usable.isPresent() && !shared.meta().isListingFresh(directory.number)) {
      refresh(directory);
      usable = shared.meta().usableListing(directory.number); // perhaps there already
    }
    return usable.isPresent() ? known(directory, usable.get()) : start(directory);
  }

  /** Asked now: for decisions that must not rest on old knowledge. */
  Set<String> listNow(Entry directory) throws FsException {
    return start(directory).allNames(shared.settings().deadline().toNanos());
  }

  /** Asks again without anybody waiting. */
  void refresh(Entry directory) {
    ListingRun unused = start(directory);
  }

  /** Lists a directory nobody has asked for yet; {@code then} is told when that is over. */
  void ahead(Entry directory, Runnable then) {
    ListingRun run = new ListingRun(shared.ticker());
    if (running.putIfAbsent(directory.number, run) != null) {
      then.run(); // somebody was faster
      return;
    }
    execute(directory, run, then);
  }

  boolean isRunning(Entry directory) {
    return running.containsKey(directory.number);
  }

  private ListingRun known(Entry directory, Set<String> names) {
    ListingRun run = new ListingRun(shared.ticker());
    List<Entry> children = shared.tree().children(directory);
    children.sort(Comparator.comparingLong(child -> child.number));
    for (Entry child : children) {
      String name = shared.tree().nameOf(child);
      if (names.contains(name)) {
        run.add(name, child);
      }
    }
    run.end(null);
    return run;
  }

  private ListingRun start(Entry directory) {
    ListingRun mine = new ListingRun(shared.ticker());
    ListingRun other = running.putIfAbsent(directory.number, mine);
    if (other != null) {
      return other;
    }
    execute(directory, mine, () -> {});
    return mine;
  }

  private void execute(Entry directory, ListingRun run, Runnable then) {
    try {
      background.execute(
          () -> {
            try {
              run(directory, run);
            } finally {
              then.run();
            }
          });
    } catch (RejectedExecutionException e) {
      running.remove(directory.number, run);
      run.end(new FsException(Reason.IO, "the mount is ending"));
      then.run();
    }
  }

  private void run(Entry directory, ListingRun run) {
    FsException failure = new FsException(Reason.IO, "listing failed unexpectedly");
    try {
      ask(directory, run);
      failure = null;
    } catch (FsException e) {
      failure = e;
    } finally {
      // Whoever asks from here on must not get this one, old already.
      running.remove(directory.number, run);
      run.end(failure);
    }
  }

  private void ask(Entry directory, ListingRun run) throws FsException {
    EntryTree tree = shared.tree();
    Set<String> listed = new HashSet<>();
    long mark = tree.beginQuestion();
    try {
      try (NameLeases.Lease lease = shared.leases().path(directory)) {
        NodePath path = tree.path(directory);
        shared.client().list(path, node -> take(directory, path, node, mark, listed, run));
      }
      // Whoever asks from here on begins anew: this one may lack what they have just made.
      running.remove(directory.number, run);
      Set<String> changed = tree.changedSince(directory, mark);
      settle(directory, listed, changed, mark, run);
      catchUp(directory, changed, tree.changedSince(directory, mark));
    } catch (VospaceException e) {
      Optional<Set<String>> known = shared.meta().knownListing(directory.number);
      if (!e.isTransient() || known.isEmpty()) {
        throw RemoteFaults.translate(e);
      }
      // Nobody answers: old knowledge is better than none.
      addKnown(directory, known.get(), run);
      run.isOld(RemoteFaults.translate(e));
    } finally {
      tree.endQuestion();
    }
  }

  private void take(
      Entry directory, NodePath path, Node node, long mark, Set<String> listed, ListingRun run) {
    String name = node.name();
    if (!NodePath.isName(name)) {
      log.warn("{}: a child with an impossible name is left out", path);
      return;
    }
    listed.add(name);
    Optional<Entry> child =
        shared
            .tree()
            .takingIn(
                () -> {
                  if (shared.tree().isChangedSince(directory, name, mark)) {
                    return Optional.empty();
                  }
                  return shared.leases().isChanging(directory, name)
                      ? shared.tree().child(directory, name) // as it is before the change
                      : Optional.of(intake.accept(directory, name, node, false));
                });
    child.ifPresent(entry -> run.add(name, entry));
  }

  private void addKnown(Entry directory, Set<String> names, ListingRun run) {
    for (Entry child : shared.tree().children(directory)) {
      if (names.contains(child.name)) {
        run.add(child.name, child);
      }
    }
  }

  /** What changed while the listing was put together is not in it yet. */
  private void catchUp(Entry directory, Set<String> taken, Set<String> now) {
    for (String name : now) {
      if (taken.contains(name)) {
        continue;
      }
      if (shared.tree().child(directory, name).isPresent()) {
        shared.meta().childAdded(directory.number, name);
      } else {
        shared.meta().childRemoved(directory.number, name);
      }
    }
  }

  private void settle(
      Entry directory, Set<String> listed, Set<String> changed, long mark, ListingRun run) {
    Set<String> names = new HashSet<>(listed);
    names.removeAll(changed);
    for (Entry child : shared.tree().children(directory)) {
      boolean here = !child.remote || shared.openFiles().isStaged(child);
      // Asked in this order: an upload that ends in between notes the change first.
      if (changed.contains(child.name)
          || here
          || shared.tree().isChangedSince(directory, child.name, mark)) {
        names.add(child.name);
        run.add(child.name, child);
      } else if (!listed.contains(child.name)) {
        // Absence from a listing is no proof of deletion (protocol §20): the next look-up asks.
        shared.meta().expire(child.number);
        shared.watch().nameChanged(directory, child.name);
      }
    }
    shared.meta().putListing(directory.number, names);
  }
}
