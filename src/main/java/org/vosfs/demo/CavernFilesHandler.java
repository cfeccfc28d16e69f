package org.vosfs.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * {@code /files} of cavern: whole files only; PUT truncates first, and whatever fails leaves a file
 * of length 0 with the old MD5 (sections 10.4, 10.5, 20).
 */
final class CavernFilesHandler implements Handler {
  private final Core core;
  private final CavernFiles files;

  CavernFilesHandler(Core core, CavernFiles files) {
    this.core = core;
    this.files = files;
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    if (exchange.method().equals("OPTIONS")) {
      exchange.set("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
      exchange.empty(200);
      return;
    }
    boolean put = exchange.method().equals("PUT");
    if (!put && !exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw Refusal.methodNotAllowed(exchange.method(), "GET, PUT, HEAD");
    }
    Caller caller = exchange.caller();
    String path = rest;
    if (rest.startsWith("/preauth:")) {
      int end = rest.indexOf('/', 1);
      path = end < 0 ? "" : rest.substring(end);
      caller = granted(rest.substring(9, end < 0 ? rest.length() : end), path, exchange);
    }
    NodeUris.Target target = target(path);
    if (put) {
      write(exchange, caller, target);
    } else {
      read(exchange, caller, target);
    }
  }

  private NodeUris.Target target(String path) throws Refusal {
    try {
      return core.uris().fromRequest(path);
    } catch (Refusal e) {
      int at = e.text().indexOf("vos://");
      if (at < 0) {
        throw e;
      }
      String bare = e.text().substring(at).replaceFirst("vos://[^/]*/", "");
      throw Refusal.unexpected("BUG (probably): failed to generate VOSURI from path: " + bare);
    }
  }

  private Caller granted(String token, String path, Exchange exchange) throws Refusal {
    Tokens.Grant grant = core.tokens().verify(token);
    boolean writing = exchange.method().equals("PUT");
    if (grant == null
        || !grant.uri().equals(core.uris().encoded(core.uris().fromRequest(path).path()))
        || (writing && !grant.write())
        || (exchange.method().equals("GET") && grant.write())) {
      throw new Refusal(403, "Invalid auth token");
    }
    return core.identities().named(grant.user());
  }

  private void read(Exchange exchange, Caller caller, NodeUris.Target target)
      throws IOException, Refusal {
    DemoNode node = core.resolver().resolve(caller, target.path(), true).node();
    if (node == null) {
      throw Refusal.nodeNotFound(target.uri());
    }
    if (node.type() != DemoNode.Type.DATA) {
      throw Refusal.badRequest("GET for directories not supported");
    }
    boolean get = exchange.method().equals("GET");
    if (get && !core.permissions().canRead(caller, node)) {
      throw Refusal.denied(target.uri());
    }
    core.uris().requirePrintable(node.path());
    try (FileChannel file = FileChannel.open(files.file(node.path()), StandardOpenOption.READ)) {
      long length = file.size();
      Content content = core.contents().head(node);
      describe(exchange, NodeUris.name(target.path()), content);
      if (!get || length == 0) {
        exchange.begin(get ? 204 : 200, length).close();
        return;
      }
      OutputStream out = exchange.begin(200, length);
      FileBody.send(file, 0, length, out);
      out.close();
    }
  }

  private static void describe(Exchange exchange, String name, Content content) {
    exchange.fileName(name);
    exchange.set("Last-Modified", Dates.http(content.date()));
    String md5 = content.plainMd5();
    if (md5 != null) {
      exchange.set("Digest", Hex.digest(md5));
    }
    String type = content.type();
    if (type != null) {
      exchange.set("Content-Type", type);
    }
  }

  private void write(Exchange exchange, Caller caller, NodeUris.Target target)
      throws IOException, Refusal {
    Resolver.Place place = core.resolver().resolve(caller, target.path(), false);
    DemoNode node = place.node();
    if (node == null) {
      node = make(caller, place, target);
    }
    if (node.type() != DemoNode.Type.DATA) {
      throw Refusal.badRequest("not a data node");
    }
    if (!core.permissions().canWrite(caller, node)) {
      throw Refusal.denied(target.uri());
    }
    core.uris().requirePrintable(node.path());
    long room = room(node);
    Path file = files.file(node.path());
    truncate(file);
    boolean complete = false;
    try {
      String md5 = receive(exchange, file, room);
      finish(exchange, caller, node, md5);
      complete = true;
      exchange.set("Digest", Hex.digest(md5));
      String type = exchange.header("Content-Type");
      if (type != null) {
        exchange.set("Content-Type", type);
      }
    } finally {
      if (!complete) {
        truncate(file);
      }
    }
    exchange.empty(201);
  }

  /** Makes the node before the caller's right to it is looked at, as the real service does. */
  private DemoNode make(Caller caller, Resolver.Place place, NodeUris.Target target)
      throws Refusal {
    DemoNode parent = place.parent();
    if (parent == null || !parent.isContainer()) {
      throw new Refusal(404, "not found: parent container " + NodeUris.parent(target.path()));
    }
    core.requireStorable(target.path(), place.name());
    boolean allowed = core.permissions().canWrite(caller, parent);
    Caller owner = allowed ? caller : new Caller(parent.record().owner(), true, java.util.Set.of());
    DemoNode made = core.addData(parent, place.name(), owner, false);
    DemoNode node = made != null ? made : core.tree().child(parent, place.name());
    if (!allowed || node == null) {
      throw Refusal.denied(target.uri());
    }
    return node;
  }

  private long room(DemoNode node) {
    DemoNode allocation = core.permissions().allocation(node);
    String quota = allocation == null ? null : allocation.record().properties().get(Keys.QUOTA);
    if (quota == null || allocation == null) {
      return Long.MAX_VALUE;
    }
    return Long.parseLong(quota) - files.used(allocation) + core.contents().single(node).length();
  }

  private String receive(Exchange exchange, Path file, long room) throws IOException, Refusal {
    String expected = SentDigest.md5(exchange.header("Digest"), false);
    long announced = exchange.announcedLength();
    if (announced > room) {
      throw new Refusal(413, "limit: " + Math.max(0, room));
    }
    long space = core.settings().behaviour().space();
    MessageDigest digest = Hex.md5();
    long length = FileBody.receive(exchange.body(), file, 0, digest);
    if (space > 0 && files.used(core.tree().root()) > space) {
      throw new Refusal(
          500,
          "unexpected exception: ca.nrc.cadc.io.WriteException: write to output stream failed");
    }
    if (announced >= 0 && length != announced) {
      throw new Exchange.Dropped("upload ended after " + length + " of " + announced);
    }
    if (length > room) {
      throw new Refusal(413, "limit: " + Math.max(0, room));
    }
    String md5 = Hex.of(digest.digest());
    exchange.entry().bodyMd5(md5);
    if (expected != null && !expected.equals(md5)) {
      throw new Refusal(412, "checksum mismatch: md5:" + expected + " != md5:" + md5);
    }
    return md5;
  }

  private void finish(Exchange exchange, Caller caller, DemoNode node, String md5) {
    @Nullable String type = exchange.header("Content-Type");
    core.tree()
        .update(
            node,
            r -> {
              NodeRecord typed = type == null ? r : r.with(Keys.TYPE, type);
              // Bare after the first PUT, with the algorithm's name after an overwrite.
              String shown = r.seen() == null ? md5 : "md5:" + md5;
              return typed.withOwner(caller.name()).withSeen(shown);
            });
  }

  private static void truncate(Path file) throws IOException {
    Files.write(file, new byte[0]);
  }
}
