package org.vosfs.demo;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks paths: read permission on every container, links followed in the middle (section 7). */
final class Resolver {
  private static final int MAX_LINKS = 20;

  private final NodeTree tree;
  private final NodeUris uris;
  private final Permissions permissions;
  private final boolean refuseLinks;
  private final Consumer<DemoNode> refresh;

  /**
   * @param refresh looks at a container on disk before a name in it is looked up
   */
  Resolver(
      NodeTree tree,
      NodeUris uris,
      Permissions permissions,
      Profile profile,
      Consumer<DemoNode> refresh) {
    this.tree = tree;
    this.uris = uris;
    this.permissions = permissions;
    this.refuseLinks = profile == Profile.SPEC;
    this.refresh = refresh;
  }

  /**
   * The end of a walk.
   *
   * @param node the node, or null when there is none of that name
   * @param parent the container it is or would be in; null for the root, or when the path breaks
   *     off earlier or runs through a data node
   * @param name last name of the resolved path
   */
  record Place(@Nullable DemoNode node, @Nullable DemoNode parent, String name) {}

  Place resolve(Caller caller, String path, boolean followLeaf) throws Refusal {
    ArrayDeque<String> todo = new ArrayDeque<>();
    push(todo, path);
    DemoNode at = tree.root();
    DemoNode parent = null;
    String name = "";
    Set<String> followed = new LinkedHashSet<>();
    while (!todo.isEmpty()) {
      name = todo.removeFirst();
      if (!at.isContainer()) {
        return new Place(null, null, name);
      }
      if (!permissions.canRead(caller, at)) {
        throw Refusal.denied(uris.plain(at.path()));
      }
      parent = at;
      refresh.accept(at);
      DemoNode next = tree.child(at, name);
      if (next == null) {
        return new Place(null, todo.isEmpty() ? parent : null, name);
      }
      if (next.type() == DemoNode.Type.LINK && (followLeaf || !todo.isEmpty())) {
        follow(next, todo, followed);
        at = tree.root();
        parent = null;
        continue;
      }
      at = next;
    }
    return new Place(at, parent, name);
  }

  private void follow(DemoNode link, ArrayDeque<String> todo, Set<String> followed) throws Refusal {
    if (refuseLinks && !todo.isEmpty()) {
      throw new Refusal(400, "Link Found. " + uris.plain(link.path()));
    }
    if (!followed.add(link.path())) {
      String last = link.path();
      for (String path : followed) {
        last = path;
      }
      throw new Refusal(
          404, "UnreadableLinkTarget: detected link node cycle: already followed link -> " + last);
    }
    if (followed.size() > MAX_LINKS) {
      throw new Refusal(404, "UnreadableLinkTarget: exceeded link limit of " + MAX_LINKS);
    }
    String target = String.valueOf(link.record().target());
    URI uri = NodeUris.parse(target);
    if (uri == null || !"vos".equals(uri.getScheme())) {
      throw Refusal.invalidArgument("cannot navigate external link " + target);
    }
    if (!uris.isOurs(uri)) {
      throw Refusal.invalidArgument("cannot navigate external vospace link " + target);
    }
    push(todo, NodeUris.path(uri));
  }

  private static void push(ArrayDeque<String> todo, String path) {
    String[] names = path.split("/", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      if (!names[i].isEmpty()) {
        todo.addFirst(names[i]);
      }
    }
  }
}
