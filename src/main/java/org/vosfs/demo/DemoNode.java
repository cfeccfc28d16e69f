package org.vosfs.demo;

import java.util.Comparator;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A node in memory. Names and records change only under the monitor of {@link NodeTree}; anyone may
 * read at any time and sees some recent state.
 */
final class DemoNode {
  enum Type {
    CONTAINER("ContainerNode"),
    DATA("DataNode"),
    LINK("LinkNode");

    private final String xsi;

    Type(String xsi) {
      this.xsi = xsi;
    }

    /** Local part of the xsi:type. */
    String xsi() {
      return xsi;
    }
  }

  private final long id;
  private final Type type;
  private final @Nullable ConcurrentNavigableMap<String, DemoNode> children;
  private volatile @Nullable DemoNode parent;
  private volatile String name;
  private volatile NodeRecord record;

  DemoNode(
      long id,
      Type type,
      @Nullable DemoNode parent,
      String name,
      NodeRecord record,
      Comparator<String> order) {
    this.id = id;
    this.type = type;
    this.parent = parent;
    this.name = name;
    this.record = record;
    this.children = type == Type.CONTAINER ? new ConcurrentSkipListMap<>(order) : null;
  }

  long id() {
    return id;
  }

  Type type() {
    return type;
  }

  boolean isContainer() {
    return type == Type.CONTAINER;
  }

  @Nullable DemoNode parent() {
    return parent;
  }

  String name() {
    return name;
  }

  NodeRecord record() {
    return record;
  }

  void record(NodeRecord value) {
    record = value;
  }

  void place(@Nullable DemoNode newParent, String newName) {
    parent = newParent;
    name = newName;
  }

  /** Children in the order of listings. */
  ConcurrentNavigableMap<String, DemoNode> children() {
    ConcurrentNavigableMap<String, DemoNode> map = children;
    if (map == null) {
      throw new IllegalStateException("not a container: " + name);
    }
    return map;
  }

  /** Decoded path; "/" for the root. */
  String path() {
    DemoNode above = parent;
    if (above == null) {
      return "/";
    }
    StringBuilder text = new StringBuilder();
    prefix(text);
    return text.toString();
  }

  private void prefix(StringBuilder text) {
    DemoNode above = parent;
    if (above != null) {
      above.prefix(text);
      text.append('/').append(name);
    }
  }

  /** Number of steps from the root. */
  int depth() {
    int depth = 0;
    for (DemoNode node = parent; node != null; node = node.parent) {
      depth++;
    }
    return depth;
  }
}
