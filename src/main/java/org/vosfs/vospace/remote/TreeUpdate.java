package org.vosfs.vospace.remote;

import org.vosfs.base.NodePath;
import org.vosfs.http.Url;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.TreeChange;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.Documents;
import org.vosfs.vospace.wire.JobXml;

/** Changes the properties of a whole tree by a job of the service (protocol §8.3). */
final class TreeUpdate {
  private final ServiceCalls calls;
  private final Space space;

  TreeUpdate(ServiceCalls calls, Space space) {
    this.calls = calls;
    this.space = space;
  }

  TreeChange run(NodePath path, NodeKind kind, PropertyChanges changes, JobWatch watch)
      throws VospaceException {
    Space.check(path);
    String what = "change properties below " + path;
    if (kind == NodeKind.LINK) {
      throw new VospaceException.Invalid(what + ": the service would go to where the link leads");
    }
    Url list = space.urls().changeTrees();
    if (list == null) {
      throw new VospaceException.Unsupported(what + ": the service offers no jobs for trees");
    }
    byte[] document = document(what, path, kind, changes);
    JobRun job = JobRun.start(what, calls, list, "text/xml", document, null);
    String phase = job.toEnd(watch);
    JobXml told = job.document();
    TreeChange done =
        new TreeChange(
            told.count("successcount"), told.count("errorcount"), phase.equals("COMPLETED"));
    if (phase.equals("ERROR") || (!done.ended() && done.changed() + done.refused() == 0)) {
      throw job.failure(phase, job.error());
    }
    return done;
  }

  private byte[] document(String what, NodePath path, NodeKind kind, PropertyChanges changes)
      throws VospaceException {
    try {
      return Documents.update(space.uri(path), kind, changes);
    } catch (IllegalArgumentException e) {
      throw new VospaceException.Invalid(what + ": " + e.getMessage());
    }
  }
}
