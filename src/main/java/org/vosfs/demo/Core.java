package org.vosfs.demo;

import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the request handlers share. Immutable; its parts are thread-safe.
 *
 * @param objects storage sites, null on cavern
 * @param cavern the tree on disk, null elsewhere
 * @param state what the service admits to; may change at any time
 */
record Core(
    DemoSettings settings,
    NodeTree tree,
    NodeUris uris,
    Contents contents,
    @Nullable ObjectStore objects,
    @Nullable CavernFiles cavern,
    Identities identities,
    Tokens tokens,
    Ids ids,
    Permissions permissions,
    CurrentState state,
    Properties properties,
    Resolver resolver) {

  Profile profile() {
    return settings.profile();
  }

  long now() {
    return settings.clock().millis();
  }

  /** Path of the service's URLs, such as {@code /vault}. */
  String service() {
    return "/" + settings.profile().service();
  }

  /** Whether endpoints are https. */
  boolean secure() {
    return settings.behaviour().secure() || settings.tls() != null;
  }

  /** Whether the listing marks the node as being written. */
  boolean busy(DemoNode node) {
    return profile() == Profile.SPEC
        && node.type() == DemoNode.Type.DATA
        && contents.head(node).md5() == null;
  }

  /** A storage id for a new data node, where the profile has them. */
  NodeRecord withStorage(NodeRecord record, DemoNode.Type type) {
    return type == DemoNode.Type.DATA && objects != null ? record.withStorage(ids.uuid()) : record;
  }

  /** Adds a node and makes its content known; null when the name exists. */
  @Nullable DemoNode add(DemoNode parent, String name, DemoNode.Type type, NodeRecord record) {
    DemoNode node = tree.add(parent, name, type, withStorage(record, type));
    if (node != null && contents instanceof StorageContents storage) {
      storage.register(node);
    }
    return node;
  }

  /** Where the bytes of a data node are on disk, or null when it has none. */
  @Nullable Path file(DemoNode node) {
    if (cavern != null) {
      return cavern.file(node.path());
    }
    String slot = node.record().storage();
    StoredObject current = objects == null ? null : objects.current(slot);
    return objects == null || current == null || slot == null ? null : objects.file(slot, current);
  }

  /** Removes a node without children and its bytes; false when it has some or is gone. */
  boolean remove(DemoNode node) {
    boolean removed = tree.remove(node);
    if (removed) {
      contents.removed(node);
    }
    return removed;
  }

  /** Refuses names that the disk below cavern cannot hold. */
  void requireStorable(String path, String name) throws Refusal {
    if (cavern != null && name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 255) {
      throw Refusal.unexpected("failed to create/update node at " + path);
    }
  }

  /** An empty data node as transfers and direct uploads make it. */
  @Nullable DemoNode addData(DemoNode parent, String name, Caller caller, boolean inherit) {
    SortedMap<String, String> initial =
        properties.initial(
            DemoNode.Type.DATA, inherit ? parent : null, profile() == Profile.CAVERN);
    return add(parent, name, DemoNode.Type.DATA, NodeRecord.of(caller.name(), now(), initial));
  }
}
