package org.vosfs.fs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/**
 * From locations to entries, asking the service only for what is not freshly known. "Absent" is a
 * value with a parent, since creation needs one.
 */
final class Lookup {
  /**
   * Where a location leads.
   *
   * @param directory the enclosing directory; the root for the root itself
   * @param name the last name as the service keeps it; empty when the location is an anchor
   * @param entry what stands there; empty = nothing
   */
  record Found(Entry directory, String name, Optional<Entry> entry) {
    Entry required() throws FsException {
      return entry.orElseThrow(() -> new FsException(Reason.NO_ENTRY, "no such file: " + name));
    }

    void requireAbsent() throws FsException {
      if (entry.isPresent()) {
        throw new FsException(Reason.EXISTS, "exists: " + name);
      }
    }
  }

  private record Name(long directory, String name) {}

  /**
   * What was found under a name.
   *
   * @param mark when the service was asked
   */
  private record Answer(long mark, Optional<Entry> entry) {}

  /** A directory of at most so many names is listed again as a whole: one page. */
  private static final int ONE_PAGE = 1000;

  private final Shared shared;
  private final NodeIntake intake;
  private final ModeBits modes;
  private final SingleFlight<Name, Answer> flights;
  private final Refresher refresher;

  Lookup(Shared shared, NodeIntake intake, Refresher refresher, ModeBits modes) {
    this.shared = shared;
    this.intake = intake;
    this.refresher = refresher;
    this.modes = modes;
    this.flights = new SingleFlight<>(shared.settings().deadline());
  }

  Found find(Location at) throws FsException {
    return find(at, false);
  }

  /**
   * The entry at a location, to be shown and not to be acted upon: what is known may be up to twice
   * the TTL old while it is asked for again.
   */
  Entry entryToShow(Location at) throws FsException {
    return find(at, true).required();
  }

  /** What is known to stand there; asks nobody. */
  Optional<Entry> known(Location at) throws FsException {
    Optional<Entry> entry = shared.tree().byNumber(at.anchor());
    for (String name : at.rest().names()) {
      if (entry.isEmpty()) {
        return entry;
      }
      Entry directory = entry.get();
      entry = shared.tree().child(directory, serviceName(directory, name));
    }
    return entry;
  }

  private Found find(Location at, boolean toShow) throws FsException {
    List<String> names = at.rest().names();
    if (names.isEmpty()) {
      Entry anchor = anchor(at);
      Entry parent = shared.tree().parentOf(anchor);
      return new Found(
          parent == null ? anchor : parent, shared.tree().nameOf(anchor), Optional.of(anchor));
    }
    Entry directory = above(at);
    String last = serviceName(directory, names.get(names.size() - 1));
    if (toShow) {
      refreshOld(directory, last);
      Optional<Entry> usable =
          shared
              .tree()
              .child(directory, last)
              .filter(known -> shared.meta().usable(known.number).isPresent());
      if (usable.isPresent()) {
        return new Found(directory, last, usable);
      }
    }
    return new Found(directory, last, child(directory, last));
  }

  private Entry anchor(Location at) throws FsException {
    return shared
        .tree()
        .byNumber(at.anchor())
        .or(() -> shared.openFiles().detached(at.anchor()))
        .orElseThrow(() -> new FsException(Reason.NO_ENTRY, "gone: " + at));
  }

  /**
   * The directory in which the last name of a location is; that name is not looked at.
   *
   * @throws FsException when it is none, or may not be searched
   */
  Entry above(Location at) throws FsException {
    List<String> names = at.rest().names();
    Entry directory = anchor(at);
    for (String name : names.subList(0, Math.max(0, names.size() - 1))) {
      directory = step(directory, name);
    }
    if (!names.isEmpty()) {
      requireDirectory(directory);
      modes.require(directory, ModeBits.SEARCH);
    }
    return directory;
  }

  private void refreshOld(Entry directory, String name) {
    Optional<Entry> known = shared.tree().child(directory, name).filter(entry -> entry.remote);
    if (known.isEmpty()
        || shared.meta().fresh(known.get().number).isPresent()
        || shared.meta().usable(known.get().number).isEmpty()) {
      return;
    }
    int names = shared.meta().listedNames(directory.number);
    if (names >= 0 && names <= ONE_PAGE) {
      refresher.listing(directory);
    } else {
      refresher.later(known.get(), () -> asked(directory, name));
    }
  }

  /** The entry at a location. */
  Entry entry(Location at) throws FsException {
    return find(at).required();
  }

  /** What stands under a name now: known freshly, or asked. */
  Optional<Entry> child(Entry directory, String name) throws FsException {
    Entry known = shared.tree().child(directory, name).orElse(null);
    if (known != null && (!known.remote || shared.meta().fresh(known.number).isPresent())) {
      return Optional.of(known);
    }
    if (known == null && shared.meta().isAbsent(directory.number, name)) {
      return Optional.empty();
    }
    return asked(directory, name);
  }

  /**
   * Asks the service, once for all who want to know. Whoever joins a question that was on its way
   * before a change of this mount believes the change.
   */
  private Optional<Entry> asked(Entry directory, String name) throws FsException {
    EntryTree tree = shared.tree();
    if (shared.leases().isHolder()) {
      return ask(directory, name); // others may be waiting for what is changed here
    }
    long mark = tree.beginQuestion();
    try {
      Answer answer =
          flights.ask(
              new Name(directory.number, name), () -> new Answer(mark, ask(directory, name)));
      return tree.isChangedSince(directory, name, answer.mark())
          ? tree.child(directory, name)
          : answer.entry();
    } finally {
      tree.endQuestion();
    }
  }

  /** Milliseconds that a name may still be believed to be absent; 0 when that is not known. */
  long absentFor(Location at) {
    List<String> names = at.rest().names();
    Optional<Entry> directory = shared.tree().byNumber(at.anchor());
    if (names.size() != 1 || directory.isEmpty()) {
      return 0;
    }
    try {
      String name = serviceName(directory.get(), names.get(0));
      if (shared.tree().child(directory.get(), name).isPresent()) {
        return 0;
      }
      long nanos = shared.meta().absentLife(directory.get().number, name);
      return TimeUnit.NANOSECONDS.toMillis(nanos);
    } catch (FsException e) {
      return 0; // a name that cannot be: it is refused again
    }
  }

  /** Asks the service whatever is cached. */
  Optional<Entry> childNow(Entry directory, String name) throws FsException {
    Entry known = shared.tree().child(directory, name).orElse(null);
    if (known != null && !known.remote) {
      return Optional.of(known);
    }
    try {
      return remoteChild(directory, name);
    } catch (VospaceException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /** The node of an entry, asked again when it is not fresh; of any age while nobody answers. */
  Node node(Entry entry) throws FsException {
    Optional<Node> fresh = shared.meta().fresh(entry.number);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    Optional<Node> known = shared.meta().known(entry.number);
    Optional<Node> now = nodeNow(entry, known.isPresent());
    return now.isPresent() ? now.get() : known.orElseThrow();
  }

  /** The node of an entry, to be shown; see {@link #entryToShow}. */
  Node nodeToShow(Entry entry) throws FsException {
    if (shared.meta().fresh(entry.number).isEmpty()
        && shared.meta().usable(entry.number).isPresent()) {
      refresher.later(entry, () -> nodeNow(entry, true));
      Optional<Node> usable = shared.meta().usable(entry.number);
      if (usable.isPresent()) {
        return usable.get();
      }
    }
    return node(entry);
  }

  /**
   * The node with the caller's rights told. Empty while nobody answers, when the node is known but
   * its rights are not: the caller goes on, and what needs the service fails by itself.
   */
  Optional<Node> nodeWithAccess(Entry entry) throws FsException {
    Optional<Node> known = shared.meta().known(entry.number);
    return shared.meta().isAccessFresh(entry.number) && known.isPresent()
        ? known
        : nodeNow(entry, known.isPresent());
  }

  /** The node as the service tells it now, whatever is known. */
  Node nodeNow(Entry entry) throws FsException {
    return nodeNow(entry, false).orElseThrow();
  }

  /** Empty only when nobody answers and that is {@code tolerated}. */
  private Optional<Node> nodeNow(Entry entry, boolean tolerated) throws FsException {
    try (NameLeases.Lease lease = shared.leases().path(entry)) {
      Node node = shared.client().node(shared.tree().path(entry), Detail.MAX);
      intake.acceptSelf(entry, node, true);
      return Optional.of(node);
    } catch (VospaceException e) {
      if (e instanceof VospaceException.NotFound && shared.openFiles().isStaged(entry)) {
        entry.remote = false; // somebody removed it; our changes make it anew
        return tolerated
            ? Optional.empty()
            : Optional.of(new Node.Data(entry.name, NodeProperties.NONE, 0, false));
      }
      if (e.isTransient() && tolerated) {
        return Optional.empty();
      }
      throw RemoteFaults.translate(e);
    }
  }

  private Optional<Entry> ask(Entry directory, String name) throws FsException {
    try {
      return remoteChild(directory, name);
    } catch (VospaceException e) {
      Entry known = shared.tree().child(directory, name).orElse(null);
      if (e.isTransient() && known != null && shared.meta().known(known.number).isPresent()) {
        return Optional.of(known); // nobody answers: old knowledge is better than none
      }
      throw RemoteFaults.translate(e);
    }
  }

  private Optional<Entry> remoteChild(Entry directory, String name)
      throws FsException, VospaceException {
    requireReachable(name);
    EntryTree tree = shared.tree();
    long mark = tree.beginQuestion();
    try {
      Optional<Node> node = askFor(directory, name);
      if (shared.leases().isHolder()) {
        return takeIn(directory, name, node, mark);
      }
      // Half of a change of ours may be what was told: the other half is waited for.
      try (NameLeases.Lease lease = shared.leases().settle(directory, name)) {
        return takeIn(directory, name, node, mark);
      }
    } finally {
      tree.endQuestion();
    }
  }

  private Optional<Entry> takeIn(Entry directory, String name, Optional<Node> node, long mark) {
    EntryTree tree = shared.tree();
    return tree.takingIn(
        () ->
            tree.isChangedSince(directory, name, mark)
                ? tree.child(directory, name) // by this mount while the answer was under way
                : settle(directory, name, node));
  }

  private Optional<Node> askFor(Entry directory, String name) throws FsException, VospaceException {
    try (NameLeases.Lease lease = shared.leases().path(directory)) {
      NodePath path = shared.tree().path(directory).resolve(name);
      return Optional.of(shared.client().node(path, Detail.MAX));
    } catch (VospaceException.NotFound e) {
      return Optional.empty();
    }
  }

  private Optional<Entry> settle(Entry directory, String name, Optional<Node> node) {
    EntryTree tree = shared.tree();
    if (node.isPresent()) {
      return Optional.of(intake.accept(directory, name, node.get(), true));
    }
    Optional<Entry> known = tree.child(directory, name);
    if (known.isPresent() && (!known.get().remote || shared.openFiles().isStaged(known.get()))) {
      known.get().remote = false; // somebody removed it; our changes make it anew
      return known;
    }
    if (known.isPresent()) {
      tree.detach(known.get());
      shared.watch().nameChanged(directory, name);
    }
    shared.meta().putAbsent(directory.number, name);
    return Optional.empty();
  }

  private Entry step(Entry directory, String posixName) throws FsException {
    requireDirectory(directory);
    modes.require(directory, ModeBits.SEARCH);
    String name = serviceName(directory, posixName);
    // An ancestor already known is walked through unasked: the request for the leaf tells the
    // truth.
    Optional<Entry> known = shared.tree().child(directory, name).filter(Entry::isDirectory);
    if (known.isPresent()) {
      return known.get();
    }
    return child(directory, name)
        .orElseThrow(() -> new FsException(Reason.NO_ENTRY, "no such directory: " + name));
  }

  /** The service's name; one that exists although it cannot be sent is found under its own name. */
  String serviceName(Entry directory, String posixName) throws FsException {
    try {
      return shared.settings().names().toService(posixName);
    } catch (FsException e) {
      if (shared.tree().child(directory, posixName).isPresent()) {
        return posixName;
      }
      throw e;
    }
  }

  private void requireReachable(String name) throws FsException {
    if (!org.vosfs.vospace.ServiceNames.isLegal(name)) {
      throw new FsException(
          Reason.IO, "the service lists '" + name + "' but cannot be asked for such a name");
    }
  }

  static void requireDirectory(Entry entry) throws FsException {
    if (!entry.isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, "not a directory: " + entry.name);
    }
  }
}
