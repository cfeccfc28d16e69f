package org.vosfs.vospace.remote;

import java.nio.charset.StandardCharsets;
import org.vosfs.base.NodePath;
import org.vosfs.http.Url;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.JobXml;
import org.vosfs.vospace.wire.NodeUris;

/** Removes whole trees by a job of the service (protocol §8.2). */
final class TreeJob {
  private final ServiceCalls calls;
  private final Space space;
  private final NodeRequests nodes;

  TreeJob(ServiceCalls calls, Space space, NodeRequests nodes) {
    this.calls = calls;
    this.space = space;
    this.nodes = nodes;
  }

  TreeRemoval delete(NodePath container, JobWatch watch) throws VospaceException {
    Space.check(container);
    String what = "remove everything at " + container;
    Url list = space.urls().deleteTrees();
    if (list == null) {
      throw new VospaceException.Unsupported(what + ": the service has no job for that");
    }
    if (container.isRoot()) {
      throw new VospaceException.Denied(what + ": the mounted root is never deleted");
    }
    requireNoLink(what, container);
    byte[] form =
        ("target=" + NodeUris.encodeQuery(space.uri(container))).getBytes(StandardCharsets.UTF_8);
    JobRun job = JobRun.start(what, calls, list, "application/x-www-form-urlencoded", form, null);
    String phase = job.toEnd(watch);
    JobXml document = job.document();
    long removed = document.count("successcount");
    long failed = document.count("errorcount");
    if (phase.equals("COMPLETED") && failed == 0) {
      return new TreeRemoval(removed, 0, true);
    }
    if (phase.equals("ERROR")) {
      String error = job.error();
      throw error != null
          ? job.failure(phase, error)
          : new VospaceException.Denied(
              what
                  + ": the service removed nothing and does not say why; mostly it is a missing"
                  + " right to write, or a lock");
    }
    return new TreeRemoval(removed, failed, false);
  }

  /**
   * The job follows links, in the path and at its end, and removes what they lead to: it is only
   * started where there is none on the way.
   */
  private void requireNoLink(String what, NodePath container) throws VospaceException {
    for (NodePath at = container; !at.isRoot(); at = at.parent()) {
      if (!(nodes.get(at, Detail.PROPERTIES) instanceof Node.Container)) {
        throw new VospaceException.Invalid(what + ": " + at + " is no container");
      }
    }
  }
}
