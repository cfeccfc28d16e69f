package org.vosfs.demo;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** setNode (section 6.3): what a POST changes, and what its reply shows. */
final class NodeUpdates {
  private final Core core;
  private final NodeRequests requests;

  NodeUpdates(Core core, NodeRequests requests) {
    this.core = core;
    this.requests = requests;
  }

  void set(Exchange exchange, NodeUris.Target target) throws IOException, Refusal {
    NodeDocument document = requests.document(exchange);
    if (!requests.matches(document, target)) {
      throw NodeRequests.mismatch("InvalidArgument: invalid input", document.uri(), target);
    }
    Caller caller = exchange.caller();
    DemoNode node = core.resolver().resolve(caller, target.path(), false).node();
    if (node == null) {
      throw requests.notFound(
          core.profile() == Profile.SPEC ? target.uri() : "Target " + target.uri());
    }
    requests.requireHealthy(node);
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
    Map<String, String> before = node.record().properties();
    change(node, document, caller);
    Content content = core.contents().listed(node);
    if (core.objects() != null && node.type() == DemoNode.Type.DATA) {
      content = described(node, content).withoutDigest();
    }
    requests.reply(exchange, 200, node, content, echo(document, before));
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

  /** The reply to a change shows what was sent, not what was stored (measured). */
  private Map<String, @Nullable String> echo(NodeDocument document, Map<String, String> before) {
    Map<String, @Nullable String> echo = new HashMap<>();
    Map<String, @Nullable String> sent = document.properties();
    if (core.profile() == Profile.VAULT) {
      echo.putAll(before);
      echo.putAll(sent);
      echo.keySet().removeIf(key -> key.startsWith("ivo://") && key.contains("/vospace"));
      return echo;
    }
    if (core.profile() == Profile.SPEC) {
      return echo;
    }
    if (sent.containsKey(Keys.PUBLIC) && sent.get(Keys.PUBLIC) == null) {
      echo.put(Keys.PUBLIC, null);
    }
    for (String immutable : new String[] {Keys.DATE, Keys.QUOTA}) {
      if (sent.containsKey(immutable)) {
        echo.put(immutable, null);
      }
    }
    if (sent.get(Keys.LOCKED) != null) {
      echo.put(Keys.LOCKED, sent.get(Keys.LOCKED));
    }
    return echo;
  }
}
