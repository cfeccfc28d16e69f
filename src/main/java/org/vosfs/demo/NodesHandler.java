package org.vosfs.demo;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentNavigableMap;
import org.jspecify.annotations.Nullable;

/** {@code /nodes}: get, create, set, delete (section 6). */
final class NodesHandler implements Handler {
  private final Core core;
  private final Listing listing;
  private final NodeUpdates updates;
  private final NodeRequests requests;

  NodesHandler(Core core) {
    this.core = core;
    this.listing = new Listing(core);
    this.requests = new NodeRequests(core);
    this.updates = new NodeUpdates(core, requests);
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    switch (exchange.method()) {
      case "GET" -> get(exchange, core.uris().fromRequest(rest));
      case "PUT" -> create(exchange, core.uris().fromRequest(rest));
      case "POST" -> updates.set(exchange, core.uris().fromRequest(rest));
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
      throw requests.notFound(target.uri());
    }
    requests.requireHealthy(node);
    core.uris().requirePrintable(node.path());
    listing.reply(exchange, node, target, options);
  }

  private void create(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    NodeDocument document = requests.document(exchange);
    if (!requests.matches(document, target)) {
      throw NodeRequests.mismatch("InvalidURI", document.uri(), target);
    }
    Resolver.Place place = place(exchange.caller(), target, target.uri());
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
          "unexpected exception: org.springframework.dao.DataIntegrityViolationException:"
              + " PreparedStatementCallback; ERROR: value too long for type character varying(512);"
              + " nested exception is org.postgresql.util.PSQLException: ERROR: value too long for"
              + " type character varying(512)");
    }
    core.requireStorable(target.path(), place.name());
    DemoNode node = add(caller, parent, place.name(), document);
    if (node == null) {
      throw new Refusal(409, "DuplicateNode: " + target.uri());
    }
    requests.reply(exchange, 201, node, created(node), Map.of());
  }

  /** Where a change goes; an unreadable path is reported as the right that is missing. */
  private Resolver.Place place(Caller caller, NodeUris.Target target, String denied)
      throws Refusal {
    try {
      return core.resolver().resolve(caller, target.path(), false);
    } catch (Refusal e) {
      throw e.status() == 403 ? Refusal.denied(denied) : e;
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

  private void delete(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    Caller caller = exchange.caller();
    boolean vault = core.profile() == Profile.VAULT;
    Resolver.Place place =
        vault
            ? core.resolver().resolve(caller, target.path(), false)
            : place(caller, target, target.path());
    DemoNode node = place.node();
    if (node == null) {
      throw requests.notFound(
          core.profile() == Profile.SPEC ? target.uri() : "Target " + target.uri());
    }
    DemoNode parent = place.parent();
    if (parent == null) {
      throw new Refusal(
          500,
          "unexpected exception: java.lang.NullPointerException: Cannot invoke"
              + " \"org.opencadc.vospace.Node.getName()\" because \"<parameter1>\" is null");
    }
    requests.requireHealthy(node);
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
      throw requests.notFound("Target " + target.uri());
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
}
