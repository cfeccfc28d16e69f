package org.vosfs.fs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.Version;

/** Node records as the service would tell them after our own change, so that nobody has to ask. */
final class OwnNodes {
  private OwnNodes() {}

  /** The record after an upload: what was known of the node, with the new content. */
  static Node stored(Shared shared, Entry entry, Version version) {
    Map<String, String> values =
        new HashMap<>(
            shared
                .meta()
                .known(entry.number)
                .map(Node::properties)
                .orElse(NodeProperties.NONE)
                .values());
    values.put(NodeProperties.LENGTH, Long.toString(version.length()));
    values.remove(NodeProperties.CONTENT_DATE);
    values.remove(NodeProperties.MD5);
    allow(values);
    Optional.ofNullable(version.md5()).ifPresent(md5 -> values.put(NodeProperties.MD5, md5));
    return new Node.Data(entry.name, new NodeProperties(values), version.length(), false);
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
    Map<String, String> values = new HashMap<>(known.properties().values());
    values.putAll(changes.set());
    values.keySet().removeAll(changes.remove());
    return with(known, new NodeProperties(values));
  }
}
