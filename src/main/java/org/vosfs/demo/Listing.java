package org.vosfs.demo;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies to getNode; children are streamed (section 6.1). */
final class Listing {
  private final Core core;

  Listing(Core core) {
    this.core = core;
  }

  /**
   * The options of getNode.
   *
   * @param limit most children; -1 = all
   * @param start URI of the first child wanted, or null
   */
  record Options(NodeWriter.Detail detail, int limit, @Nullable String start, boolean json) {
    static Options read(Query query, Core core) throws Refusal {
      if (query.get("sort") != null) {
        throw Refusal.badRequest("sort by " + query.get("sort"));
      }
      if (query.get("order") != null) {
        throw Refusal.badRequest("sort order " + query.get("order"));
      }
      String accept = query.get("accept");
      if (accept != null && !accept.equals("text/xml") && !accept.equals("application/json")) {
        throw Refusal.invalidArgument("Media type " + accept + " not supported");
      }
      String start = query.get("uri");
      if (start != null && core.profile() == Profile.CAVERN) {
        throw Refusal.badRequest(
            "OptionNotSupported: batch container node listing: limit ignored, resume not"
                + " implemented");
      }
      NodeWriter.Detail detail =
          "min".equals(query.get("detail"))
              ? NodeWriter.Detail.MIN
              : "max".equals(query.get("detail"))
                  ? NodeWriter.Detail.MAX
                  : NodeWriter.Detail.PROPERTIES;
      return new Options(
          detail, limit(query.get("limit")), start, "application/json".equals(accept));
    }

    private static int limit(@Nullable String text) throws Refusal {
      if (text == null) {
        return -1;
      }
      try {
        int value = Integer.parseInt(text.trim());
        if (value >= 0) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Refused below like a negative number.
      }
      throw Refusal.invalidArgument("value for limit must be a positive integer.");
    }
  }

  void reply(Exchange exchange, DemoNode node, NodeUris.Target target, Options options)
      throws IOException, Refusal {
    Collection<DemoNode> children = children(exchange.caller(), node, target, options);
    if (options.json()) {
      exchange.set("Content-Type", "application/json");
      try (XmlOut out = new XmlOut(exchange.buffered(200))) {
        new NodeJson(out, core).document(node, children, limit(options));
      }
      return;
    }
    exchange.set("Content-Type", "text/xml");
    try (XmlOut out = new XmlOut(exchange.buffered(200))) {
      NodeWriter writer = new NodeWriter(out, core, exchange.caller(), options.detail());
      String path = node.path();
      writer.start(node, path, core.contents().single(node));
      if (!node.isContainer() || children.isEmpty()) {
        writer.finish(node);
        return;
      }
      writer.openNodes();
      int left = limit(options);
      for (DemoNode child : children) {
        if (left-- == 0 || unreadable(child)) {
          break;
        }
        if (cutOff(node, child)) {
          continue;
        }
        writer.child(child, NodeUris.child(path, child.name()), core.contents().listed(child));
      }
      writer.closeNodes();
    }
  }

  /** A child that silently ends the listing, as measured on vault. */
  private boolean unreadable(DemoNode child) {
    return core.profile() == Profile.VAULT && Poison.isPoisoned(child.record().properties());
  }

  private boolean cutOff(DemoNode container, DemoNode child) {
    CavernFiles cavern = core.cavern();
    return cavern != null && cavern.cutOff(container, child);
  }

  private int limit(Options options) {
    int imposed = core.settings().behaviour().pageLimit();
    if (core.profile() == Profile.CAVERN) {
      return -1;
    }
    if (imposed > 0 && (options.limit() < 0 || options.limit() > imposed)) {
      return imposed;
    }
    return options.limit();
  }

  private Collection<DemoNode> children(
      Caller caller, DemoNode node, NodeUris.Target target, Options options) throws Refusal {
    if (!node.isContainer()) {
      return List.of();
    }
    String start = options.start() == null ? null : start(options.start(), target);
    if (!core.permissions().canRead(caller, node)) {
      if (core.profile() == Profile.SPEC) {
        throw new Refusal(403, "Permission Denied. " + target.uri());
      }
      return List.of();
    }
    CavernFiles cavern = core.cavern();
    if (cavern != null) {
      cavern.refresh(core.tree(), node);
    }
    if (options.limit() == 0) {
      return List.of();
    }
    return start == null ? node.children().values() : node.children().tailMap(start, true).values();
  }

  private String start(String text, NodeUris.Target target) throws Refusal {
    URI uri = NodeUris.parse(text);
    if (uri == null || !"vos".equals(uri.getScheme())) {
      throw Refusal.badRequest("URI scheme must be vos: " + text);
    }
    String path = NodeUris.path(uri);
    if (!core.uris().isOurs(uri)
        || path.equals("/")
        || !NodeUris.parent(path).equals(target.path())) {
      throw Refusal.badRequest(
          "InvalidURI: uri parameter ("
              + text
              + ") not a child of target uri ("
              + target.uri()
              + ").");
    }
    return NodeUris.name(path);
  }
}
