package org.vosfs.vospace;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node to create.
 *
 * @param target the link's target URI; null unless {@code kind} is LINK
 * @param properties what to set from the start, by URI
 */
public record NewNode(NodeKind kind, @Nullable String target, Map<String, String> properties) {
  public NewNode {
    properties = Map.copyOf(properties);
    if ((kind == NodeKind.LINK) != (target != null)) {
      throw new IllegalArgumentException("a link has a target, nothing else has");
    }
  }

  public static NewNode container() {
    return new NewNode(NodeKind.CONTAINER, null, Map.of());
  }

  public static NewNode data() {
    return new NewNode(NodeKind.DATA, null, Map.of());
  }

  public static NewNode link(String target) {
    return new NewNode(NodeKind.LINK, target, Map.of());
  }
}
