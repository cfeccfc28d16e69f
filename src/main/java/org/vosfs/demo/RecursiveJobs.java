package org.vosfs.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The jobs of {@code /async-delete} and {@code /async-setprops} (sections 8.2, 8.3). */
final class RecursiveJobs {
  private static final int MAX_ERRORS = 100;

  private final Core core;

  RecursiveJobs(Core core) {
    this.core = core;
  }

  /** What a walk has done so far. */
  private static final class Count {
    private int done;
    private int failed;
  }

  Job delete(Exchange exchange) throws IOException, Refusal {
    byte[] body = exchange.document(XmlIn.LIMIT);
    Query form = Query.parse(body == null ? "" : new String(body, StandardCharsets.UTF_8));
    String target = form.get("target");
    if (target == null) {
      target = exchange.query().get("target");
    }
    if (target == null) {
      throw Refusal.invalidArgument("missing parameter: target");
    }
    String uri = target;
    Caller caller = exchange.caller();
    return new Job(
            core.ids().job(), caller.name(), core.now(), null, job -> delete(job, caller, uri))
        .with("target", uri);
  }

  private DemoNode target(Caller caller, String uri) throws Refusal {
    URI parsed = NodeUris.parse(uri);
    if (parsed == null || !core.uris().isOurs(parsed)) {
      throw Refusal.invalidArgument("invalid target: " + uri);
    }
    String path = NodeUris.path(parsed);
    DemoNode node = core.resolver().resolve(caller, path, true).node();
    if (node == null) {
      throw Refusal.nodeNotFound(path);
    }
    if (core.profile() == Profile.VAULT && Poison.isPoisoned(node.record().properties())) {
      throw Poison.refusal();
    }
    return node;
  }

  private void delete(Job job, Caller caller, String uri) throws Refusal {
    DemoNode node = target(caller, uri);
    DemoNode parent = node.parent();
    Count count = new Count();
    if (parent == null || !core.permissions().canWrite(caller, parent)) {
      job.finish("ERROR", null, core.now());
      return;
    }
    delete(caller, node, parent, count);
    if (count.done == 0) {
      job.finish("ERROR", null, core.now());
      return;
    }
    finish(job, count);
  }

  /** Deletes what may be deleted; true when the node itself is gone. */
  private boolean delete(Caller caller, DemoNode node, DemoNode parent, Count count) {
    if (count.failed >= MAX_ERRORS) {
      return false;
    }
    boolean allowed =
        core.permissions().canWrite(caller, parent)
            && !parent.record().locked()
            && !node.record().locked();
    if (!allowed) {
      count.failed++;
      return false;
    }
    boolean emptied = true;
    if (node.isContainer()) {
      for (DemoNode child : node.children().values()) {
        emptied &= delete(caller, child, node, count);
      }
    }
    if (!emptied || !core.remove(node)) {
      return false;
    }
    count.done++;
    return true;
  }

  private void finish(Job job, Count count) {
    job.result("successcount", "final:" + count.done);
    if (count.failed > 0) {
      job.result("errorcount", "final:" + count.failed);
      job.finish("ABORTED", null, core.now());
    }
  }

  Job setProperties(Exchange exchange) throws IOException, Refusal {
    NodeDocument document = NodeDocument.read(exchange.document(XmlIn.LIMIT), core.profile());
    core.properties().check(document, document.type());
    Caller caller = exchange.caller();
    Job.Action action =
        job -> {
          Count count = new Count();
          set(caller, target(caller, document.uri()), document, count);
          finish(job, count);
        };
    return new Job(core.ids().job(), caller.name(), core.now(), null, action).with(document);
  }

  private void set(Caller caller, DemoNode node, NodeDocument document, Count count) {
    if (core.permissions().canWrite(caller, node)) {
      core.tree()
          .update(
              node,
              r ->
                  core.contents()
                      .changed(
                          core.properties().merge(r, document, caller, false),
                          !document.properties().isEmpty(),
                          core.now()));
      count.done++;
    } else {
      count.failed++;
    }
    if (node.isContainer() && core.permissions().canRead(caller, node)) {
      for (DemoNode child : node.children().values()) {
        set(caller, child, document, count);
      }
    }
  }
}
