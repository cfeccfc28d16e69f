package org.vosfs.demo;

import java.io.IOException;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentNavigableMap;
import org.jspecify.annotations.Nullable;

/** {@code /nodes}: get, create, set, delete (section 6). */
final class NodesHandler implements Handler {
  private final Core core;
  private final Listing listing;

  NodesHandler(Core core) {
    this.core = core;
    this.listing = new Listing(core);
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    switch (exchange.method()) {
      case "GET" -> get(exchange, core.uris().fromRequest(rest));
      case "PUT" -> create(exchange, core.uris().fromRequest(rest));
      case "POST" -> set(exchange, core.uris().fromRequest(rest));
      case "DELETE" -> delete(exchange, core.uris().fromRequest(rest));
      case "OPTIONS" -> {
        exchange.set("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        exchange.empty(200);
      }
      default -> throw Refusal.methodNotAllowed(exchange.method(), "GET, POST, PUT, DELETE");
    }
  }

  private void get(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    Query query = exchange.query();
    if ("data".equals(query.get("view"))) {
      String path = NodeUris.encodePath(target.path());
      exchange.redirect(exchange.base() + core.service() + "/files" + path);
      return;
    }
    Listing.Options options = Listing.Options.read(query, core);
    DemoNode node = core.resolver().resolve(exchange.caller(), target.path(), false).node();
    if (node == null) {
      throw notFound(target.uri());
    }
    requireHealthy(node);
    core.uris().requirePrintable(node.path());
    listing.reply(exchange, node, target, options);
  }

  private Refusal notFound(String uri) {
    return core.profile() == Profile.SPEC
        ? new Refusal(404, "Node Not Found. " + uri)
        : Refusal.nodeNotFound(uri);
  }

  private void requireHealthy(DemoNode node) throws Refusal {
    if (core.profile() == Profile.VAULT && Poison.isPoisoned(node.record().properties())) {
      throw Poison.refusal();
    }
  }

  private NodeDocument document(Exchange exchange) throws IOException, Refusal {
    return NodeDocument.read(exchange.document(XmlIn.LIMIT), core.profile());
  }

  private void create(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    NodeDocument document = document(exchange);
    if (!matches(document, target)) {
      throw mismatch("InvalidURI", document.uri(), target);
    }
    Resolver.Place place = placeOfNew(exchange.caller(), target);
    if (place.node() != null) {
      throw new Refusal(
          409,
          (core.profile() == Profile.SPEC ? "Duplicate Node. " : "DuplicateNode: ") + target.uri());
    }
    DemoNode parent = place.parent();
    if (parent == null || !parent.isContainer()) {
      throw new Refusal(404, "ContainerNotFound: " + target.uri());
    }
    Caller caller = exchange.caller();
    if (parent.parent() == null && core.profile() == Profile.VAULT && !caller.admin()) {
      throw new Refusal(403, "permission denied: self-allocate is not enabled");
    }
    if (!core.permissions().canWrite(caller, parent) || parent.record().locked()) {
      throw Refusal.denied(target.uri());
    }
    checkTarget(document);
    core.properties().check(document, document.type());
    if (core.profile() == Profile.VAULT && place.name().length() > 512) {
      throw new Refusal(
          500,
          "unexpected exception: org.springframework.dao.DataIntegrityViolationException: value too"
              + " long for type character varying(512)");
    }
    DemoNode node = add(caller, parent, place.name(), document);
    if (node == null) {
      throw new Refusal(409, "DuplicateNode: " + target.uri());
    }
    reply(exchange, 201, node, created(node));
  }

  /** An unreadable parent is reported as the right to create that it fails to give. */
  private Resolver.Place placeOfNew(Caller caller, NodeUris.Target target) throws Refusal {
    try {
      return core.resolver().resolve(caller, target.path(), false);
    } catch (Refusal e) {
      String parent = core.uris().plain(NodeUris.parent(target.path()));
      throw e.text().equals("PermissionDenied: " + parent) ? Refusal.denied(target.uri()) : e;
    }
  }

  private void checkTarget(NodeDocument document) throws Refusal {
    String target = document.target();
    if (target == null || core.profile() != Profile.CAVERN) {
      return;
    }
    java.net.URI uri = java.net.URI.create(target);
    boolean file = "file".equals(uri.getScheme()) && String.valueOf(uri.getPath()).startsWith("/");
    if (!file && !core.uris().isOurs(uri)) {
      throw Refusal.badRequest("link to external resource");
    }
  }

  private @Nullable DemoNode add(
      Caller caller, DemoNode parent, String name, NodeDocument document) {
    SortedMap<String, String> initial = core.properties().initial(document.type(), parent, true);
    NodeRecord record =
        core.properties()
            .merge(NodeRecord.of(caller.name(), core.now(), initial), document, caller, true);
    if (document.type() == DemoNode.Type.DATA && core.objects() != null) {
      // Type and encoding belong to the bytes, and there are none yet.
      record = record.with(Keys.TYPE, null).with(Keys.ENCODING, null);
    }
    String target = document.target();
    return core.add(
        parent, name, document.type(), target == null ? record : record.withTarget(target));
  }

  private Content created(DemoNode node) {
    return core.profile() == Profile.CAVERN ? Content.none(0) : Content.none(node.record().date());
  }

  private void set(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    NodeDocument document = document(exchange);
    if (!matches(document, target)) {
      throw mismatch("InvalidArgument: invalid input", document.uri(), target);
    }
    Caller caller = exchange.caller();
    DemoNode node = core.resolver().resolve(caller, target.path(), false).node();
    if (node == null) {
      throw notFound(core.profile() == Profile.SPEC ? target.uri() : "Target " + target.uri());
    }
    requireHealthy(node);
    if (!core.permissions().canWrite(caller, node)) {
      throw Refusal.denied(target.uri());
    }
    core.uris().requirePrintable(node.path());
    if (node.type() != document.type()) {
      throw Refusal.invalidArgument(
          "invalid input: cannot change type of node "
              + node.path()
              + " from "
              + node.type().xsi()
              + " to "
              + document.type().xsi());
    }
    core.properties().check(document, node.type());
    change(node, document, caller);
    Content content = core.contents().listed(node);
    if (core.objects() != null && node.type() == DemoNode.Type.DATA) {
      content = described(node, content).withoutDigest();
    }
    reply(exchange, 200, node, content);
  }

  /** What is replied to a change: type and encoding as they are now. */
  private Content described(DemoNode node, Content content) {
    ObjectStore objects = core.objects();
    StoredObject current = objects == null ? null : objects.current(node.record().storage());
    return current == null
        ? content
        : new Content(
            content.length(), null, 0, node.record().date(), current.type(), current.encoding());
  }

  private void change(DemoNode node, NodeDocument document, Caller caller) {
    for (String key : new String[] {Keys.TYPE, Keys.ENCODING}) {
      if (document.properties().containsKey(key)) {
        core.contents().describe(node, key, document.properties().get(key));
      }
    }
    boolean touched = !document.properties().isEmpty();
    if (core.profile() == Profile.VAULT) {
      // As on the real service the record is read, changed and written back without a lock:
      // parallel updates lose properties (section 21.1, point 5).
      NodeRecord changed = merged(node.record(), document, caller);
      core.tree().update(node, r -> core.contents().changed(changed, touched, core.now()));
    } else {
      core.tree()
          .update(
              node, r -> core.contents().changed(merged(r, document, caller), touched, core.now()));
    }
  }

  private NodeRecord merged(NodeRecord stored, NodeDocument document, Caller caller) {
    NodeRecord merged = core.properties().merge(stored, document, caller, false);
    return core.objects() == null ? merged : merged.with(Keys.TYPE, null).with(Keys.ENCODING, null);
  }

  private void delete(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    Caller caller = exchange.caller();
    Resolver.Place place = core.resolver().resolve(caller, target.path(), false);
    DemoNode node = place.node();
    if (node == null) {
      throw notFound(core.profile() == Profile.SPEC ? target.uri() : "Target " + target.uri());
    }
    DemoNode parent = place.parent();
    if (parent == null) {
      throw new Refusal(
          500,
          "unexpected exception: java.lang.NullPointerException: Cannot invoke"
              + " \"org.opencadc.vospace.Node.getName()\" because \"<parameter1>\" is null");
    }
    requireHealthy(node);
    if (!core.permissions().canWrite(caller, parent)
        || parent.record().locked()
        || node.record().locked()) {
      throw Refusal.denied(node.path());
    }
    if (core.profile() == Profile.SPEC) {
      removeTree(node);
      exchange.empty(204);
      return;
    }
    if (node.isContainer() && !node.children().isEmpty()) {
      throw Refusal.badRequest("container node '" + node.name() + "' is not empty");
    }
    if (!core.remove(node)) {
      throw notFound("Target " + target.uri());
    }
    exchange.empty(200);
  }

  private void removeTree(DemoNode node) {
    if (node.isContainer()) {
      ConcurrentNavigableMap<String, DemoNode> children = node.children();
      children.values().forEach(this::removeTree);
    }
    core.remove(node);
  }

  private void reply(Exchange exchange, int status, DemoNode node, Content content)
      throws IOException {
    exchange.set("Content-Type", "text/xml");
    try (XmlOut out = new XmlOut(exchange.buffered(status))) {
      new NodeWriter(out, core, exchange.caller(), NodeWriter.Detail.PROPERTIES)
          .document(node, node.path(), content);
    }
  }

  /**
   * Whether the document names the requested node. The service compares the document's URI with
   * what it made of the path, so a name that needs encoding never matches, but for non-ASCII.
   */
  private boolean matches(NodeDocument document, NodeUris.Target target) {
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

  private static Refusal mismatch(String fault, String document, NodeUris.Target target) {
    String text =
        (fault.equals("InvalidURI") ? "InvalidURI: invalid input" : fault)
            + ": vos URI mismatch: doc="
            + document
            + " and path="
            + target.uri();
    return Refusal.badRequest(text);
  }
}
