package org.vosfs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The server's own view of its space, and changes behind the clients' back as if another user made
 * them. Everything takes effect at once and without a request. Thread-safe.
 */
public final class Space {
  private final Core core;

  Space(Core core) {
    this.core = core;
  }

  /**
   * A node as it is.
   *
   * @param type ContainerNode, DataNode or LinkNode
   * @param length bytes of a data node, else -1
   * @param md5 hex MD5 of the bytes that are really there, null without bytes
   * @param properties settable properties by full key
   * @param target of a link, else null
   */
  public record Item(
      String type,
      long length,
      @Nullable String md5,
      Map<String, String> properties,
      @Nullable String target) {}

  /** All nodes by decoded path, without the root. Reads all bytes. */
  public SortedMap<String, Item> snapshot() {
    SortedMap<String, Item> items = new TreeMap<>();
    collect(core.tree().root(), items);
    return items;
  }

  private void collect(DemoNode node, SortedMap<String, Item> items) {
    if (node.parent() != null) {
      items.put(node.path(), item(node));
    }
    if (node.isContainer()) {
      refresh(node);
      node.children().values().forEach(child -> collect(child, items));
    }
  }

  private void refresh(DemoNode container) {
    CavernFiles cavern = core.cavern();
    if (cavern != null) {
      cavern.refresh(core.tree(), container);
    }
  }

  private Item item(DemoNode node) {
    byte[] bytes = node.type() == DemoNode.Type.DATA ? bytes(node) : null;
    return new Item(
        node.type().xsi(),
        node.type() != DemoNode.Type.DATA ? -1 : bytes == null ? 0 : bytes.length,
        bytes == null ? null : Hex.md5(bytes),
        Map.copyOf(node.record().properties()),
        node.record().target());
  }

  private byte @Nullable [] bytes(DemoNode node) {
    Path file = file(node);
    try {
      return file == null ? null : Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Path file(DemoNode node) {
    return core.file(node);
  }

  private @Nullable DemoNode find(String path) {
    DemoNode node = core.tree().root();
    for (String name : path.split("/", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      if (node == null || !node.isContainer()) {
        return null;
      }
      refresh(node);
      node = core.tree().child(node, name);
    }
    return node;
  }

  private DemoNode require(String path) {
    DemoNode node = find(path);
    if (node == null) {
      throw new IllegalArgumentException("no node " + path);
    }
    return node;
  }

  /** Whether there is a node of that path; links are not followed. */
  public boolean exists(String path) {
    return find(path) != null;
  }

  /** One node; fails when there is none. */
  public Item get(String path) {
    return item(require(path));
  }

  /** The bytes of a data node; empty when none were ever stored. */
  public byte[] read(String path) {
    byte[] bytes = bytes(require(path));
    return bytes == null ? new byte[0] : bytes;
  }

  /** File on the server's disk that holds the bytes of a data node; fails when it has none. */
  public Path fileOf(String path) {
    Path file = file(require(path));
    if (file == null) {
      throw new IllegalArgumentException("no bytes in " + path);
    }
    return file;
  }

  /**
   * Creates or replaces a data node. On cavern as a session does it through the POSIX mount: the
   * MD5 attribute stays as it was.
   */
  public void put(String path, byte[] bytes) {
    DemoNode node = find(path);
    if (node == null) {
      DemoNode parent = require(NodeUris.parent(path));
      Caller owner = new Caller(parent.record().owner(), false, java.util.Set.of());
      node = core.addData(parent, NodeUris.name(path), owner, true);
    }
    if (node == null || node.type() != DemoNode.Type.DATA) {
      throw new IllegalArgumentException("not a data node: " + path);
    }
    try {
      store(node, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void store(DemoNode node, byte[] bytes) throws IOException {
    CavernFiles cavern = core.cavern();
    if (cavern != null) {
      Files.write(cavern.file(node.path()), bytes);
      return;
    }
    ObjectStore objects = core.objects();
    String slot = node.record().storage();
    if (objects == null || slot == null) {
      throw new IllegalStateException("no storage for " + node.path());
    }
    if (bytes.length == 0) {
      objects.delete(slot);
      return;
    }
    String site = core.settings().behaviour().sites().get(0);
    Path file = objects.incoming(site, core.ids().uuid());
    Files.write(file, bytes);
    StoredObject version =
        new StoredObject(
            core.ids().uuid(), site, bytes.length, Hex.md5(bytes), core.now(), null, null);
    objects.commit(slot, version, file);
    if (core.contents() instanceof StorageContents storage) {
      storage.committed(slot);
    }
  }

  /** Removes a node and everything below it; nothing happens when there is none. */
  public void delete(String path) {
    DemoNode node = find(path);
    if (node != null) {
      remove(node);
    }
  }

  private void remove(DemoNode node) {
    if (node.isContainer()) {
      refresh(node);
      node.children().values().forEach(this::remove);
    }
    core.remove(node);
  }

  /** Creates a container and the missing ones above it, owned as the container above. */
  public void mkdirs(String path) {
    if (path.equals("/") || find(path) != null) {
      return;
    }
    mkdirs(NodeUris.parent(path));
    DemoNode parent = require(NodeUris.parent(path));
    add(parent, path, DemoNode.Type.CONTAINER, null);
  }

  /** Creates a link. */
  public void link(String path, String targetUri) {
    add(require(NodeUris.parent(path)), path, DemoNode.Type.LINK, targetUri);
  }

  private void add(DemoNode parent, String path, DemoNode.Type type, @Nullable String target) {
    SortedMap<String, String> initial = core.properties().initial(type, parent, true);
    NodeRecord made = NodeRecord.of(parent.record().owner(), core.now(), initial);
    core.add(parent, NodeUris.name(path), type, target == null ? made : made.withTarget(target));
  }

  /** Moves a node; the parent of the new path must exist and the new name must be free. */
  public void move(String from, String to) {
    DemoNode node = require(from);
    DemoNode parent = require(NodeUris.parent(to));
    if (!core.tree().move(node, parent, NodeUris.name(to), node.record().owner())) {
      throw new IllegalArgumentException("cannot move " + from + " to " + to);
    }
  }

  /** Sets a settable property to a raw value, or removes it when the value is null. */
  public void setProperty(String path, String key, @Nullable String value) {
    core.tree().update(require(path), r -> r.with(key, value).withDate(core.now()));
  }

  /** Gives a node another owner. */
  public void setOwner(String path, String owner) {
    core.tree().update(require(path), r -> r.withOwner(owner));
  }

  /** Number of nodes, the root included. */
  public int size() {
    return core.tree().size();
  }

  /** The URI of a path, as clients send it. */
  public String uri(String path) {
    return core.uris().encoded(path);
  }
}
