package org.vosfs.demo;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may do what (section 5.5). Stateless but for the profile. */
final class Permissions {
  private final int allocationDepth;

  Permissions(Profile profile) {
    allocationDepth = profile == Profile.CAVERN ? 2 : 1;
  }

  boolean canRead(Caller caller, DemoNode node) {
    NodeRecord r = node.record();
    return r.isPublic()
        || owns(caller, node)
        || member(caller.groups(), r.properties().get(Keys.GROUP_READ))
        || member(caller.groups(), r.properties().get(Keys.GROUP_WRITE));
  }

  /** Locks are not looked at. */
  boolean canWrite(Caller caller, DemoNode node) {
    return owns(caller, node)
        || member(caller.groups(), node.record().properties().get(Keys.GROUP_WRITE));
  }

  /** As {@link #canWrite}, but the administrator has no rights of his own here (measured). */
  boolean mayMove(Caller caller, DemoNode container) {
    NodeRecord r = container.record();
    return ownsItself(caller, container)
        || member(caller.groups(), r.properties().get(Keys.GROUP_WRITE));
  }

  private boolean owns(Caller caller, DemoNode node) {
    return caller.admin() || ownsItself(caller, node);
  }

  private boolean ownsItself(Caller caller, DemoNode node) {
    if (caller.name().equals(node.record().owner())) {
      return true;
    }
    DemoNode allocation = allocation(node);
    return allocation != null && caller.name().equals(allocation.record().owner());
  }

  /** The enclosing allocation, i.e. the user's or project's top container, or null above them. */
  @Nullable DemoNode allocation(DemoNode node) {
    int up = node.depth() - allocationDepth;
    if (up < 0) {
      return null;
    }
    DemoNode result = node;
    for (int i = 0; i < up && result != null; i++) {
      result = result.parent();
    }
    return result;
  }

  private static boolean member(Set<String> groups, @Nullable String list) {
    if (list == null || groups.isEmpty()) {
      return false;
    }
    for (String group : list.split("[ ,]", -1)) {
      if (groups.contains(group)) {
        return true;
      }
    }
    return false;
  }
}
