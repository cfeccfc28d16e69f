package org.vosfs.demo;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the requests for a node have in common: their documents, refusals and replies. */
final class NodeRequests {
  private final Core core;

  NodeRequests(Core core) {
    this.core = core;
  }

  Refusal notFound(String uri) {
    return core.profile() == Profile.SPEC
        ? new Refusal(404, "Node Not Found. " + uri)
        : Refusal.nodeNotFound(uri);
  }

  void requireHealthy(DemoNode node) throws Refusal {
    if (core.profile() == Profile.VAULT && Poison.isPoisoned(node.record().properties())) {
      throw Poison.refusal();
    }
  }

  NodeDocument document(Exchange exchange) throws IOException, Refusal {
    String type = exchange.header("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      // The servlet has consumed the body as parameters.
      throw Refusal.invalidArgument("no node document");
    }
    return NodeDocument.read(exchange.document(XmlIn.LIMIT), core.profile());
  }

  /**
   * Replies with the node.
   *
   * @param echo properties that the reply shows, or with null hides, whatever is stored
   */
  void reply(
      Exchange exchange,
      int status,
      DemoNode node,
      Content content,
      Map<String, @Nullable String> echo)
      throws IOException {
    exchange.set("Content-Type", "text/xml");
    try (XmlOut out = new XmlOut(exchange.buffered(status))) {
      new NodeWriter(out, core, exchange.caller(), NodeWriter.Detail.PROPERTIES)
          .echoing(echo)
          .document(node, node.path(), content);
    }
  }

  /**
   * Whether the document names the requested node. The service compares the document's URI with
   * what it made of the path, so a name that needs encoding never matches, but for non-ASCII.
   */
  boolean matches(NodeDocument document, NodeUris.Target target) {
    java.net.URI uri = NodeUris.parse(document.uri());
    if (uri == null || !core.uris().isOurs(uri)) {
      return false;
    }
    if (target.uri().indexOf('#') >= 0 || target.uri().indexOf('?') >= 0) {
      return NodeUris.comparable(document.uri()).equals(target.uri());
    }
    return uri.getFragment() == null
        && uri.getQuery() == null
        && NodeUris.path(uri).equals(target.path());
  }

  static Refusal mismatch(String fault, String document, NodeUris.Target target) {
    String text =
        (fault.equals("InvalidURI") ? "InvalidURI: invalid input" : fault)
            + ": vos URI mismatch: doc="
            + document
            + " and path="
            + target.uri();
    return Refusal.badRequest(text);
  }
}
