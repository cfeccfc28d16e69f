package org.vosfs.demo;

import java.io.IOException;

/** {@code /files} of vault: redirects to a storage site (section 10.1). */
final class VaultFilesHandler implements Handler {
  private final Core core;
  private final ObjectStore objects;

  VaultFilesHandler(Core core, ObjectStore objects) {
    this.core = core;
    this.objects = objects;
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    switch (exchange.method()) {
      case "GET", "HEAD" -> read(exchange, core.uris().fromRequest(rest));
      case "OPTIONS" -> {
        exchange.set("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        exchange.empty(200);
      }
      default -> throw Refusal.methodNotAllowed(exchange.method(), "GET, HEAD");
    }
  }

  private void read(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    String path = target.path();
    DemoNode node = core.resolver().resolve(exchange.caller(), path, true).node();
    if (node == null) {
      throw new Refusal(404, "Target not found: " + path.substring(1));
    }
    if (node.type() != DemoNode.Type.DATA) {
      throw Refusal.badRequest("Resolved target is not a data node: " + path);
    }
    boolean get = exchange.method().equals("GET");
    Content content = core.contents().head(node);
    describe(exchange, node, content);
    if (get && !core.permissions().canRead(exchange.caller(), node)) {
      throw Refusal.denied(path.substring(1));
    }
    core.uris().requirePrintable(node.path());
    String slot = String.valueOf(node.record().storage());
    if (objects.current(slot) == null && node.record().properties().containsKey(Keys.LENGTH)) {
      throw new Refusal(503, "temporarily unavailable: " + path.substring(1))
          .header("Retry-After", "30");
    }
    if (objects.current(slot) == null) {
      exchange.begin(get ? 204 : 200, 0).close();
      return;
    }
    if (!get) {
      exchange.begin(200, content.length()).close();
      return;
    }
    exchange.redirect(location(exchange, node, slot));
  }

  private String location(Exchange exchange, DemoNode node, String slot) throws Refusal {
    for (String site : core.settings().behaviour().sites()) {
      if (objects.at(site, slot, core.now()) != null) {
        String uri = "cadc:vault/" + slot;
        Tokens.Grant grant = new Tokens.Grant(uri, false, exchange.caller().name());
        String query = exchange.rawQuery();
        return exchange.base()
            + "/"
            + site
            + "/files/"
            + core.tokens().issue(grant)
            + "/"
            + uri
            + ":fo/"
            + NodeUris.encodePath(node.name())
            + (query == null ? "" : "?" + query);
      }
    }
    throw new Refusal(503, "No location found for file " + node.path()).header("Retry-After", "30");
  }

  private static void describe(Exchange exchange, DemoNode node, Content content) {
    exchange.fileName(node.name());
    exchange.set("Accept-Ranges", "bytes");
    String md5 = content.md5();
    if (md5 != null) {
      exchange.set("Last-Modified", Dates.http(content.contentDate()));
      exchange.set("Digest", Hex.digest(md5));
    }
    String encoding = content.encoding();
    if (encoding != null) {
      exchange.set("Content-Encoding", encoding);
    }
    String type = content.type();
    if (type != null) {
      exchange.set("Content-Type", type);
    }
  }
}
