package org.vosfs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All nodes, in memory, each change journalled before it is acknowledged. Changes are serialised by
 * this object's monitor; readers walk without it.
 */
final class NodeTree {
  private static final long ROOT = 1;

  /** Where the tree is repeated on disk (cavern); called with the monitor held. */
  interface Mirror {
    void created(DemoNode node) throws IOException;

    void deleted(DemoNode node) throws IOException;

    void moved(DemoNode node, DemoNode parent, String name) throws IOException;

    /** A mirror of nothing. */
    Mirror NONE =
        new Mirror() {
          @Override
          public void created(DemoNode node) {}

          @Override
          public void deleted(DemoNode node) {}

          @Override
          public void moved(DemoNode node, DemoNode parent, String name) {}
        };
  }

  private final Comparator<String> order;
  private final Map<Long, DemoNode> byId = new HashMap<>();
  private DemoNode root;
  private long lastId = ROOT;
  private Mirror mirror = Mirror.NONE;
  private Consumer<String> log = line -> {};

  NodeTree(Comparator<String> order, NodeRecord rootRecord) {
    this.order = order;
    this.root = new DemoNode(ROOT, DemoNode.Type.CONTAINER, null, "", rootRecord, order);
    byId.put(ROOT, root);
  }

  DemoNode root() {
    return root;
  }

  /** Takes over a line of the journal; only before {@link #open}. */
  synchronized void restore(List<String> fields) {
    if (fields.get(0).equals("D")) {
      DemoNode node = byId.remove(Long.parseLong(fields.get(1)));
      DemoNode parent = node == null ? null : node.parent();
      if (node != null && parent != null) {
        parent.children().remove(node.name());
      }
      return;
    }
    NodeLines.Line line = NodeLines.read(fields);
    DemoNode known = byId.get(line.id());
    DemoNode parent = byId.get(line.parent());
    lastId = Math.max(lastId, line.id());
    if (known != null) {
      known.record(line.record());
      if (parent != null) {
        relink(known, parent, line.name());
      }
    } else if (parent != null) {
      DemoNode node =
          new DemoNode(line.id(), line.type(), parent, line.name(), line.record(), order);
      byId.put(line.id(), node);
      parent.children().put(line.name(), node);
    }
  }

  /** Starts journalling and mirroring. */
  synchronized void open(Mirror onDisk, Consumer<String> journal) {
    mirror = onDisk;
    log = journal;
  }

  /** Writes all nodes, parents before children. */
  synchronized void snapshot(Consumer<String> lines) {
    snapshot(root, lines);
  }

  private void snapshot(DemoNode node, Consumer<String> lines) {
    lines.accept(NodeLines.write(node));
    if (node.isContainer()) {
      for (DemoNode child : node.children().values()) {
        snapshot(child, lines);
      }
    }
  }

  @Nullable DemoNode child(DemoNode parent, String name) {
    return parent.children().get(name);
  }

  /** Adds a node, or returns null when the name exists or the parent has been removed. */
  synchronized @Nullable DemoNode add(
      DemoNode parent, String name, DemoNode.Type type, NodeRecord record) {
    if (!byId.containsKey(parent.id()) || parent.children().containsKey(name)) {
      return null;
    }
    DemoNode node = new DemoNode(++lastId, type, parent, name, record, order);
    io(() -> mirror.created(node));
    log.accept(NodeLines.write(node));
    byId.put(node.id(), node);
    parent.children().put(name, node);
    return node;
  }

  /** Adds a node that a mirror found on disk. */
  synchronized DemoNode adopt(DemoNode parent, String name, DemoNode.Type type, NodeRecord record) {
    DemoNode node = new DemoNode(++lastId, type, parent, name, record, order);
    log.accept(NodeLines.write(node));
    byId.put(node.id(), node);
    parent.children().put(name, node);
    return node;
  }

  /** Changes a record as one step; false when the node is gone. */
  synchronized boolean update(DemoNode node, UnaryOperator<NodeRecord> change) {
    if (!byId.containsKey(node.id())) {
      return false;
    }
    node.record(change.apply(node.record()));
    log.accept(NodeLines.write(node));
    return true;
  }

  /** Removes a node without children; false when it has some or is gone. */
  synchronized boolean remove(DemoNode node) {
    if (!byId.containsKey(node.id()) || (node.isContainer() && !node.children().isEmpty())) {
      return false;
    }
    io(() -> mirror.deleted(node));
    forget(node);
    return true;
  }

  /** Removes a node and all below it from memory and journal; the mirror has lost it already. */
  synchronized void forget(DemoNode node) {
    if (node.isContainer()) {
      for (DemoNode child : node.children().values()) {
        forget(child);
      }
    }
    DemoNode parent = node.parent();
    if (parent != null && byId.remove(node.id()) != null) {
      log.accept(NodeLines.remove(node));
      parent.children().remove(node.name());
    }
  }

  /** Moves a node; false when it is gone, the name is taken or the parent is gone. */
  synchronized boolean move(DemoNode node, DemoNode parent, String name, String owner) {
    if (!byId.containsKey(node.id())
        || !byId.containsKey(parent.id())
        || parent.children().containsKey(name)) {
      return false;
    }
    io(() -> mirror.moved(node, parent, name));
    node.record(node.record().withOwner(owner));
    relink(node, parent, name);
    log.accept(NodeLines.write(node));
    return true;
  }

  private void relink(DemoNode node, DemoNode parent, String name) {
    DemoNode old = node.parent();
    if (old != null && (!old.equals(parent) || !node.name().equals(name))) {
      old.children().remove(node.name(), node);
    }
    node.place(parent, name);
    parent.children().put(name, node);
  }

  /** Number of nodes, the root included. */
  synchronized int size() {
    return byId.size();
  }

  private interface DiskAction {
    void run() throws IOException;
  }

  private static void io(DiskAction action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
