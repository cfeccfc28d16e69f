package org.vosfs.demo;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Renaming on the server, with the measured semantics of section 9.6. */
final class MoveOperation {
  private final Core core;

  MoveOperation(Core core) {
    this.core = core;
  }

  /** Where the source goes. */
  private record Destination(DemoNode container, String name) {}

  void run(Job job, Caller caller, TransferDocument transfer) throws Refusal {
    boolean copy = transfer.keepBytes();
    if (copy && core.profile() != Profile.SPEC) {
      throw Refusal.badRequest("copyNode is not implemented");
    }
    String from = path(transfer.target());
    String to = path(transfer.direction());
    Resolver.Place source = resolve(caller, from, false);
    DemoNode node = source.node();
    if (node == null) {
      throw new Refusal(404, "NodeNotFound: " + from);
    }
    DemoNode oldParent = source.parent();
    if (oldParent == null) {
      throw Refusal.invalidArgument(
          "Cannot move container node into its descendants: source path  in resolved path "
              + NodeUris.parent(to));
    }
    if (core.profile() == Profile.VAULT && Poison.isPoisoned(node.record().properties())) {
      throw Poison.refusal();
    }
    Destination destination = destination(caller, node, to);
    if (node.isContainer() && destination.container().path().contains(node.path())) {
      throw Refusal.invalidArgument(
          "Cannot move container node into its descendants: source path "
              + node.path()
              + " in resolved path "
              + destination.container().path());
    }
    if (copy) {
      copy(node, destination, caller);
    } else {
      check(caller, oldParent, destination.container());
      move(node, destination, caller);
    }
    printable(to);
    String result = NodeUris.child(destination.container().path(), destination.name());
    job.result("destination", core.uris().encoded(result));
  }

  private static String path(String text) throws Refusal {
    URI uri = NodeUris.parse(text);
    if (uri == null) {
      throw Refusal.badRequest("URISyntaxException: " + text);
    }
    return NodeUris.path(uri);
  }

  private Resolver.Place resolve(Caller caller, String path, boolean follow) throws Refusal {
    try {
      return core.resolver().resolve(caller, path, follow);
    } catch (Refusal e) {
      throw e.status() == 403 ? new Refusal(403, "PermissionDenied") : e;
    }
  }

  private Destination destination(Caller caller, DemoNode source, String to) throws Refusal {
    Resolver.Place place = resolve(caller, to, false);
    DemoNode existing = place.node();
    if (existing == null) {
      DemoNode parent = place.parent();
      if (parent == null || !parent.isContainer()) {
        throw new Refusal(404, "NodeNotFound: Parent directory for destination " + to);
      }
      return new Destination(parent, place.name());
    }
    DemoNode target = existing;
    if (existing.type() == DemoNode.Type.LINK) {
      target = followed(caller, to);
    }
    if (!target.isContainer()) {
      throw exists(to);
    }
    if (core.tree().child(target, source.name()) != null && !target.equals(source.parent())) {
      throw exists(NodeUris.child(to, source.name()));
    }
    return new Destination(target, source.name());
  }

  private DemoNode followed(Caller caller, String to) throws Refusal {
    @Nullable DemoNode target;
    try {
      target = core.resolver().resolve(caller, to, true).node();
    } catch (Refusal e) {
      target = null;
    }
    if (target == null) {
      throw new Refusal(404, "UnreadableLinkTarget: " + to);
    }
    return target;
  }

  private static Refusal exists(String path) {
    return new Refusal(409, "DuplicateNode: destination is an existing DataNode: " + path);
  }

  private void check(Caller caller, DemoNode from, DemoNode to) throws Refusal {
    boolean allowed =
        core.permissions().mayMove(caller, from)
            && core.permissions().mayMove(caller, to)
            && !from.record().locked()
            && !to.record().locked();
    if (!allowed) {
      throw new Refusal(403, "PermissionDenied");
    }
    if (from.parent() == null || to.parent() == null) {
      throw Refusal.badRequest("args must both be peristent nodes before move");
    }
  }

  private void copy(DemoNode node, Destination destination, Caller caller) throws Refusal {
    boolean allowed =
        core.permissions().canRead(caller, node)
            && core.permissions().canWrite(caller, destination.container());
    if (!allowed) {
      throw new Refusal(403, "PermissionDenied");
    }
    CopyOperation copies = new CopyOperation(core);
    if (!copies.run(caller, node, destination.container(), destination.name())) {
      throw new Refusal(409, "destination exists");
    }
  }

  private void move(DemoNode node, Destination destination, Caller caller) throws Refusal {
    DemoNode container = destination.container();
    String owner = core.profile() == Profile.SPEC ? node.record().owner() : caller.name();
    if (container.equals(node.parent()) && destination.name().equals(node.name())) {
      // Into the container it is in already: the check of the name finds the node itself.
      throw exists(node.path());
    }
    if (!core.tree().move(node, container, destination.name(), owner)) {
      throw new Refusal(409, "destination exists");
    }
  }

  /** A name the service cannot paste into a URI: the move has happened, the job fails. */
  private void printable(String to) throws Refusal {
    try {
      core.uris().requirePrintable(to);
    } catch (Refusal e) {
      throw new Refusal(500, "URISyntaxException:" + NodeUris.syntaxError(core.uris().plain(to)));
    }
  }
}
