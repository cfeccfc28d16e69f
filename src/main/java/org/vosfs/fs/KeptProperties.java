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
import org.vosfs.vospace.VospaceException;

/**
 * A file that is saved by a rename over its old version keeps what people said of that: title,
 * groups, properties of their own. Where both have a property, that of the new file stays.
 */
final class KeptProperties {
  private static final Logger log = LoggerFactory.getLogger(KeptProperties.class);

  private KeptProperties() {}

  /** What the new file lacks of the old one. */
  static PropertyChanges of(Optional<Node> old, Optional<Node> made) {
    Map<String, String> kept = new HashMap<>();
    old.ifPresent(node -> kept.putAll(node.properties().values()));
    kept.keySet().removeIf(uri -> !isKept(uri));
    kept.values().removeIf(String::isBlank);
    made.ifPresent(node -> kept.keySet().removeAll(node.properties().values().keySet()));
    if (old.filter(node -> node.properties().isPublic()).isPresent()) {
      kept.put(NodeProperties.IS_PUBLIC, "true");
    }
    return new PropertyChanges(kept, Set.of());
  }

  private static boolean isKept(String uri) {
    return PropertyNames.isListed(uri) || PropertyNames.isGroups(uri);
  }

  /** The rename is done and stays done, whatever comes of this. */
  static void apply(Shared shared, Entry entry, NodePath path, PropertyChanges changes) {
    if (changes.isEmpty()) {
      return;
    }
    try {
      shared.client().update(path, NodeKind.DATA, changes);
      shared
          .meta()
          .known(entry.number)
          .ifPresent(
              node ->
                  shared.meta().put(entry.number, OwnNodes.withProperties(node, changes), false));
    } catch (VospaceException e) {
      log.warn("{}: properties of the file it replaced are lost: {}", path, e.getMessage());
    }
  }
}
