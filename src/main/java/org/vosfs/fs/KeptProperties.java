package org.vosfs.fs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * A file that is saved by a rename over its old version keeps what people said of that: title,
 * groups, properties of their own. Where both have a property, that of the new file stays.
 */
final class KeptProperties {
  private static final Logger log = LoggerFactory.getLogger(KeptProperties.class);

  private KeptProperties() {}

  /**
   * What the new file lacks of the old one.
   *
   * @param pending what was set of the old one and has not been sent
   */
  static PropertyChanges of(Optional<Node> old, PropertyChanges pending, Optional<Node> made) {
    NodeProperties all = pending.on(old.map(Node::properties).orElse(NodeProperties.NONE));
    Map<String, String> kept = new HashMap<>(all.values());
    kept.keySet().removeIf(uri -> !isKept(uri));
    kept.values().removeIf(String::isBlank);
    made.ifPresent(node -> kept.keySet().removeAll(node.properties().values().keySet()));
    if (all.isPublic()) {
      kept.put(NodeProperties.IS_PUBLIC, "true");
    }
    return new PropertyChanges(kept, Set.of());
  }

  private static boolean isKept(String uri) {
    return PropertyNames.isListed(uri) || PropertyNames.isGroups(uri);
  }

  /**
   * Tells the service; part of the journalled rename, while the old file is still aside.
   *
   * @throws VospaceException what may go well later; a refusal is logged and stays
   */
  static void send(VospaceClient client, NodePath path, PropertyChanges changes)
      throws VospaceException {
    if (changes.isEmpty()) {
      return;
    }
    try {
      client.update(path, NodeKind.DATA, changes);
    } catch (VospaceException e) {
      if (e.isTransient()) {
        throw e;
      }
      log.warn("{}: properties of the file it replaced are lost: {}", path, e.getMessage());
    }
  }

  /** The same here, once the rename is done. */
  static void note(Shared shared, Entry entry, PropertyChanges changes) {
    if (changes.isEmpty()) {
      return;
    }
    shared
        .meta()
        .known(entry.number)
        .ifPresent(
            node -> shared.meta().put(entry.number, OwnNodes.withProperties(node, changes), false));
  }
}
