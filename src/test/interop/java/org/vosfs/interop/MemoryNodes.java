package org.vosfs.interop;

import ca.nrc.cadc.io.ResourceIterator;
import java.net.URI;
import java.text.DateFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.opencadc.vospace.ContainerNode;
import org.opencadc.vospace.DataNode;
import org.opencadc.vospace.LinkNode;
import org.opencadc.vospace.Node;
import org.opencadc.vospace.NodeProperty;
import org.opencadc.vospace.VOS;
import org.opencadc.vospace.io.NodeWriter;
import org.opencadc.vospace.server.NodePersistence;
import org.opencadc.vospace.server.Views;
import org.opencadc.vospace.server.transfers.TransferGenerator;

/**
 * The tree in memory. Hands out copies, as a database does: what the classes change on a node is
 * kept only by {@link #put}. Thread-safe by one monitor.
 */
final class MemoryNodes implements NodePersistence {
  private static final Set<URI> IMMUTABLE =
      Set.of(
          VOS.PROPERTY_URI_CONTENTLENGTH,
          VOS.PROPERTY_URI_CONTENTMD5,
          VOS.PROPERTY_URI_CONTENTDATE,
          VOS.PROPERTY_URI_DATE,
          VOS.PROPERTY_URI_CREATOR,
          VOS.PROPERTY_URI_READABLE,
          VOS.PROPERTY_URI_WRITABLE);

  /** What is stored for a data node. */
  record Stored(byte[] bytes, String md5, String id, Instant date) {}

  private final URI resourceId;
  private final TransferGenerator transfers;
  private final ContainerNode root = new ContainerNode(new UUID(0, 0), "");
  private final Map<UUID, TreeMap<String, Node>> children = new HashMap<>();
  private final Map<UUID, Instant> dates = new HashMap<>();
  private final Map<UUID, Stored> contents = new HashMap<>();
  private long clock = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  MemoryNodes(URI resourceId, TransferGenerator transfers) {
    this.resourceId = resourceId;
    this.transfers = transfers;
    root.owner = Users.subject("admin");
    root.isPublic = true;
    root.inheritPermissions = false;
  }

  // ---- for tests

  /** A directory of that user below the root, new and empty. */
  synchronized void allocate(String name, String owner) {
    ContainerNode made = new ContainerNode(name);
    made.parent = root;
    made.owner = Users.subject(owner);
    made.isPublic = false;
    made.inheritPermissions = false;
    put(made);
  }

  // ---- contents

  synchronized @Nullable Stored content(UUID id) {
    return contents.get(id);
  }

  synchronized void store(UUID id, Stored stored) {
    contents.put(id, stored);
    dates.put(id, now());
  }

  synchronized Instant now() {
    clock += 7;
    return Instant.ofEpochMilli(clock);
  }

  // ---- what the classes ask for

  @Override
  public URI getResourceID() {
    return resourceId;
  }

  @Override
  public ContainerNode getRootNode() {
    return root;
  }

  @Override
  public boolean isAllocation(ContainerNode node) {
    return false;
  }

  @Override
  public Set<URI> getAdminProps() {
    return Set.of(VOS.PROPERTY_URI_CREATOR, VOS.PROPERTY_URI_QUOTA);
  }

  @Override
  public Set<URI> getImmutableProps() {
    return IMMUTABLE;
  }

  @Override
  public Views getViews() {
    return new Views();
  }

  @Override
  public TransferGenerator getTransferGenerator() {
    return transfers;
  }

  @Override
  public synchronized @Nullable Node get(ContainerNode parent, String name) {
    Node node = below(parent).get(name);
    return node == null ? null : copy(node, parent);
  }

  @Override
  public void getProperties(Node node) {
    // they come with the node
  }

  @Override
  public synchronized Node put(Node node) {
    ContainerNode parent = node.parent;
    Node kept = copy(node, parent);
    kept.getProperties().removeIf(one -> IMMUTABLE.contains(one.getKey()));
    below(parent).put(node.getName(), kept);
    dates.put(node.getID(), now());
    return copy(kept, parent);
  }

  @Override
  public synchronized void move(Node node, ContainerNode target, @Nullable String newName) {
    Node kept = below(node.parent).remove(node.getName());
    if (kept == null) {
      throw new IllegalStateException("not there any more: " + node.getName());
    }
    kept.setName(newName == null ? kept.getName() : newName);
    below(target).put(kept.getName(), kept);
    dates.put(kept.getID(), now());
  }

  @Override
  public synchronized void delete(Node node) {
    if (node instanceof ContainerNode container && !below(container).isEmpty()) {
      throw new IllegalArgumentException("container node '" + node.getName() + "' is not empty");
    }
    below(node.parent).remove(node.getName());
    contents.remove(node.getID());
  }

  @Override
  public synchronized ResourceIterator<Node> iterator(
      ContainerNode parent, @Nullable Integer limit, @Nullable String start) {
    TreeMap<String, Node> all = below(parent);
    List<Node> page = new ArrayList<>();
    for (Node node : (start == null ? all : all.tailMap(start, true)).values()) {
      if (limit != null && page.size() >= limit) {
        break;
      }
      page.add(copy(node, parent));
    }
    return new Page(page.iterator());
  }

  private TreeMap<String, Node> below(ContainerNode parent) {
    return children.computeIfAbsent(parent.getID(), id -> new TreeMap<>());
  }

  private record Page(Iterator<Node> nodes) implements ResourceIterator<Node> {
    @Override
    public boolean hasNext() {
      return nodes.hasNext();
    }

    @Override
    public Node next() {
      return nodes.next();
    }

    @Override
    public void close() {
      // nothing is held
    }
  }

  // ---- copies

  private Node copy(Node node, ContainerNode parent) {
    Node copy = sameKind(node);
    copy.parent = parent;
    copy.owner = node.owner;
    copy.ownerDisplay = new Users().toDisplayString(node.owner);
    copy.isPublic = node.isPublic;
    copy.isLocked = node.isLocked;
    copy.getReadOnlyGroup().addAll(node.getReadOnlyGroup());
    copy.getReadWriteGroup().addAll(node.getReadWriteGroup());
    for (NodeProperty one : node.getProperties()) {
      copy.getProperties().add(new NodeProperty(one.getKey(), one.getValue()));
    }
    Instant date = dates.get(node.getID());
    if (date != null) {
      set(copy, VOS.PROPERTY_URI_DATE, text(date));
    }
    return copy;
  }

  private Node sameKind(Node node) {
    if (node instanceof ContainerNode container) {
      ContainerNode copy = new ContainerNode(node.getID(), node.getName());
      copy.inheritPermissions = container.inheritPermissions;
      return copy;
    }
    if (node instanceof LinkNode link) {
      return new LinkNode(node.getID(), node.getName(), link.getTarget());
    }
    DataNode copy = new DataNode(node.getID(), node.getName());
    Stored stored = contents.get(node.getID());
    copy.bytesUsed = stored == null ? 0L : stored.bytes().length;
    if (stored != null) {
      set(copy, VOS.PROPERTY_URI_CONTENTMD5, stored.md5());
      set(copy, VOS.PROPERTY_URI_CONTENTDATE, text(stored.date()));
    }
    return copy;
  }

  private static void set(Node node, URI key, String value) {
    NodeProperty property = new NodeProperty(key, value);
    property.readOnly = true;
    node.getProperties().remove(property);
    node.getProperties().add(property);
  }

  private static String text(Instant date) {
    DateFormat format = NodeWriter.getDateFormat();
    return format.format(Date.from(date));
  }
}
