package org.vosfs.vospace.remote;

import org.vosfs.base.NodePath;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.Documents;

/** Renames by an asynchronous job (protocol §8.1, §9.6). */
final class MoveJob {
  private final ServiceCalls calls;
  private final Space space;

  MoveJob(ServiceCalls calls, Space space) {
    this.calls = calls;
    this.space = space;
  }

  void move(NodePath from, NodePath to) throws VospaceException {
    Space.check(from);
    Space.check(to);
    String what = "move " + from + " to " + to;
    if (from.isRoot() || to.isRoot() || to.startsWith(from)) {
      throw new VospaceException.Invalid(what + ": a node cannot move there");
    }
    Url list = space.urls().transfers();
    if (list == null) {
      throw new VospaceException.Unsupported(what + ": the service offers no transfer jobs");
    }
    byte[] document = Documents.move(space.uri(from), space.uri(to));
    JobRun job = JobRun.start(what, calls, list, "text/xml", document, calls.deadline());
    String phase = job.toEnd((state, done) -> true);
    if (phase.equals("COMPLETED")) {
      return;
    }
    String error = job.error();
    if (error != null && error.contains("into its descendants")) {
      // a plain substring test in the service: also hits where nothing is inside (§9.6)
      throw new VospaceException.Unsupported(
          what + ": the service takes " + to + " for a descendant of " + from);
    }
    throw job.failure(phase, error);
  }
}
