package org.vosfs.fs;

import java.util.HashMap;
import java.util.Map;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.Version;

/**
 * Takes in what the service says about a name, and reconciles it with what this mount knows better:
 * own uploads that the records do not show yet, files being written, content replaced under open
 * handles.
 */
final class NodeIntake {
  private final Shared shared;

  NodeIntake(Shared shared) {
    this.shared = shared;
  }

  static FileType typeOf(Node node) {
    if (node instanceof Node.Container) {
      return FileType.DIRECTORY;
    }
    return node instanceof Node.Link ? FileType.LINK : FileType.FILE;
  }

  /**
   * Records {@code node} as what stands under {@code name}.
   *
   * @param withAccess whether the caller's rights were asked for with it
   * @return the entry that has the name now
   */
  Entry accept(Entry directory, String name, Node node, boolean withAccess) {
    shared.access().learn(node);
    EntryTree tree = shared.tree();
    Entry known = tree.child(directory, name).orElse(null);
    if (known != null && shared.openFiles().isOnlyHere(known)) {
      return known; // the upload will meet the stranger and decide
    }
    boolean told = known != null || shared.meta().isAbsent(directory.number, name);
    Entry entry = tree.ensure(directory, name, typeOf(node));
    if (node instanceof Node.Data data && !isSameContent(entry, data)) {
      // The kernel's pages belong to the number: other content under open handles gets another.
      Entry old = entry;
      entry = tree.replace(directory, name, FileType.FILE);
      entry.predecessor = old;
    }
    entry.remote = true;
    shared.meta().put(entry.number, keepingAccess(entry, node, withAccess), withAccess);
    shared.meta().childAdded(directory.number, name);
    if (told && !entry.equals(known)) {
      shared.watch().nameChanged(directory, name);
    }
    return entry;
  }

  /** The root, or an entry looked at by number. */
  void acceptSelf(Entry entry, Node node, boolean withAccess) {
    shared.access().learn(node);
    shared.meta().put(entry.number, keepingAccess(entry, node, withAccess), withAccess);
  }

  /**
   * Settles own knowledge against the record.
   *
   * @return false when handles are open on content that is no longer there
   */
  private boolean isSameContent(Entry entry, Node.Data data) {
    OwnResult own = entry.own;
    if (own == null && shared.openFiles().of(entry).isEmpty()) {
      return true; // as of nearly all of a listing
    }
    Version told = shared.versions().of(data);
    if (own != null) {
      if (own.isOverruledBy(told, shared.isLagging(), shared.ticker().read())) {
        entry.own = null;
      } else {
        if (told.sameContentAs(own.version())) {
          entry.own = own.completedBy(told);
          shared.openFiles().confirm(entry, told);
        }
        return true;
      }
    }
    return shared.openFiles().confirm(entry, told);
  }

  /** A listing does not ask for rights; those learned by a single request stay. */
  private Node keepingAccess(Entry entry, Node node, boolean withAccess) {
    if (withAccess || !shared.meta().isAccessFresh(entry.number)) {
      return node;
    }
    NodeProperties old =
        shared.meta().known(entry.number).map(Node::properties).orElse(NodeProperties.NONE);
    Map<String, String> values = new HashMap<>(node.properties().values());
    old.get(NodeProperties.READABLE).ifPresent(v -> values.put(NodeProperties.READABLE, v));
    old.get(NodeProperties.WRITABLE).ifPresent(v -> values.put(NodeProperties.WRITABLE, v));
    return OwnNodes.with(node, new NodeProperties(values));
  }
}
