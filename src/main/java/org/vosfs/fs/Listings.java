package org.vosfs.fs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;

/**
 * Whole directories: one listing shared by all who ask, believed for the TTL, filling the
 * attributes of every child on the way.
 */
final class Listings {
  private static final Logger log = LoggerFactory.getLogger(Listings.class);

  private final Shared shared;
  private final NodeIntake intake;
  private final SingleFlight<Long, Set<String>> flights;

  Listings(Shared shared, NodeIntake intake) {
    this.shared = shared;
    this.intake = intake;
    this.flights = new SingleFlight<>(shared.settings().deadline());
  }

  /** The entries of a directory; at most the TTL old, older only while the service is silent. */
  List<Entry> list(Entry directory) throws FsException {
    Optional<Set<String>> fresh = shared.meta().freshListing(directory.number);
    return entries(directory, fresh.isPresent() ? fresh.get() : listNow(directory));
  }

  /** The same, asked now: for decisions that must not rest on old knowledge. */
  Set<String> listNow(Entry directory) throws FsException {
    return flights.ask(directory.number, () -> ask(directory));
  }

  private List<Entry> entries(Entry directory, Set<String> names) {
    List<Entry> entries = new ArrayList<>(names.size());
    for (Entry child : shared.tree().children(directory)) {
      if (names.contains(child.name)) {
        entries.add(child);
      }
    }
    return entries;
  }

  private Set<String> ask(Entry directory) throws FsException {
    EntryTree tree = shared.tree();
    NodePath path = tree.path(directory);
    long mark = tree.beginQuestion();
    try {
      Map<String, Node> listed = new LinkedHashMap<>();
      shared.client().list(path, node -> collect(path, node, listed));
      return settle(directory, listed, tree.changedSince(directory, mark));
    } catch (VospaceException e) {
      Optional<Set<String>> known = shared.meta().knownListing(directory.number);
      if (e.isTransient() && known.isPresent()) {
        return known.get();
      }
      throw RemoteFaults.translate(e);
    } finally {
      tree.endQuestion();
    }
  }

  private static void collect(NodePath path, Node node, Map<String, Node> listed) {
    if (NodePath.isName(node.name())) {
      listed.put(node.name(), node);
    } else {
      log.warn("{}: a child with an impossible name is left out", path);
    }
  }

  private Set<String> settle(Entry directory, Map<String, Node> listed, Set<String> changed) {
    EntryTree tree = shared.tree();
    Set<String> names = new HashSet<>();
    listed.forEach(
        (name, node) -> {
          if (!changed.contains(name)) {
            intake.accept(directory, name, node, false);
            names.add(name);
          }
        });
    for (Entry child : tree.children(directory)) {
      boolean here = !child.remote || shared.openFiles().isStaged(child);
      if (changed.contains(child.name) || here) {
        names.add(child.name);
      } else if (child.remote && !listed.containsKey(child.name)) {
        // Absence from a listing is no proof of deletion (protocol §20): the next look-up asks.
        shared.meta().expire(child.number);
        shared.watch().nameChanged(directory, child.name);
      }
    }
    shared.meta().putListing(directory.number, names);
    return names;
  }
}
