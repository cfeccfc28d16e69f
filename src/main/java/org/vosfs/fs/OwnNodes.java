package org.vosfs.fs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.Version;

/** Node records as the service would tell them after our own change, so that nobody has to ask. */
final class OwnNodes {
  private OwnNodes() {}

  /** The record after an upload: what was known of the node, with the new content. */
  static Node stored(Shared shared, Entry entry, Version version, StagedFacts sent) {
    NodeProperties known =
        shared
            .meta()
            .known(entry.number)
            .map(Node::properties)
            .orElseGet(() -> inherited(shared, entry));
    Map<String, String> values =
        new HashMap<>(PropertyChanges.parse(sent.properties()).on(known).values());
    values.put(NodeProperties.LENGTH, Long.toString(version.length()));
    values.remove(NodeProperties.CONTENT_DATE);
    values.remove(NodeProperties.MD5);
    allow(values);
    Optional.ofNullable(version.md5()).ifPresent(md5 -> values.put(NodeProperties.MD5, md5));
    return new Node.Data(entry.name, new NodeProperties(values), version.length(), false);
  }

  /** What a new node gets of the rights of its directory (protocol §5.5). */
  private static NodeProperties inherited(Shared shared, Entry entry) {
    Entry directory = shared.tree().parentOf(entry);
    if (directory == null) {
      return NodeProperties.NONE;
    }
    NodeProperties rights =
        shared
            .meta()
            .known(directory.number)
            .map(Node::properties)
            .filter(properties -> properties.isTrue(NodeProperties.INHERIT))
            .orElse(NodeProperties.NONE);
    Map<String, String> values = new HashMap<>();
    for (String uri :
        List.of(NodeProperties.IS_PUBLIC, NodeProperties.GROUP_READ, NodeProperties.GROUP_WRITE)) {
      rights.get(uri).ifPresent(value -> values.put(uri, value));
    }
    return new NodeProperties(values);
  }

  /** The record of a node this mount just made: its maker may do anything with it. */
  static Node made(Node reply) {
    Map<String, String> values = new HashMap<>(reply.properties().values());
    allow(values);
    return with(reply, new NodeProperties(values));
  }

  private static void allow(Map<String, String> values) {
    values.put(NodeProperties.READABLE, "true");
    values.put(NodeProperties.WRITABLE, "true");
  }

  /** The same node with other properties. */
  static Node with(Node node, NodeProperties properties) {
    if (node instanceof Node.Container container) {
      return new Node.Container(container.name(), properties);
    }
    if (node instanceof Node.Data data) {
      return new Node.Data(data.name(), properties, data.length(), data.busy());
    }
    return new Node.Link(node.name(), properties, ((Node.Link) node).target());
  }

  /**
   * The record after a change of properties. The reply to such a change drops MD5 and content date
   * for a while (protocol §21.2, POST), so what was known before is kept and changed.
   */
  static Node withProperties(Node known, PropertyChanges changes) {
    return with(known, changes.on(known.properties()));
  }
}
