package org.vosfs.fs;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;

/**
 * Puts what an earlier process left staged back into the tree and the upload queue; asks the
 * service nothing. What was never acknowledged by close or fsync is kept and told, but never sent:
 * nobody was promised it, and it could be half of a file.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Shared shared;
  private final Contents contents;

  Recovery(Shared shared, Contents contents) {
    this.shared = shared;
    this.contents = contents;
  }

  void run(List<StagedFile> left) {
    int queued = 0;
    for (StagedFile staged : left) {
      try {
        queued += restore(staged) ? 1 : 0;
      } catch (IOException | RuntimeException e) {
        log.error(
            "{}: cannot be taken up again; its bytes are at {}",
            staged.facts().path(),
            staged.file(),
            e);
      }
    }
    if (!left.isEmpty()) {
      log.info("{} files left by an earlier mount, {} of them queued again", left.size(), queued);
    }
  }

  private boolean restore(StagedFile staged) throws IOException {
    StagedFacts facts = staged.facts();
    if (facts.state() == StagedState.REMOVED) {
      staged.discard();
      return false;
    }
    if (!isSendable(facts)) {
      if (facts.state() != StagedState.INTERRUPTED) {
        staged.update(f -> f.withState(StagedState.INTERRUPTED, "was being written when it ended"));
      }
      log.warn(
          "{}: was being written when the earlier mount ended; its bytes are kept at {}",
          facts.path(),
          staged.file());
      return false;
    }
    Entry entry = place(facts.path());
    entry.remote = facts.base() != null;
    Integer mode = facts.mode();
    entry.mode = mode;
    OpenFile file = OpenFile.recovered(shared, contents, entry, staged);
    shared.openFiles().add(file);
    if (facts.state() == StagedState.FAILED) {
      String problem = facts.problem();
      file.setProblem(new FsException(Reason.IO, problem == null ? "failed earlier" : problem));
    }
    if (shared.settings().readOnly()) {
      return false; // shown as it is, and sent by the next mount that may write
    }
    shared.uploads().submit(file.upload());
    return true;
  }

  /**
   * What was acknowledged as it is; and a new file that was acknowledged before it was opened
   * again, since it replaces nothing.
   */
  private static boolean isSendable(StagedFacts facts) {
    return facts.acknowledged() || (facts.state() == StagedState.READY && facts.base() == null);
  }

  /** An entry for a path nobody has looked at yet; its directories are believed to exist. */
  private Entry place(NodePath path) {
    return shared.tree().replace(directory(shared, path.parent()), path.name(), FileType.FILE);
  }

  static Entry directory(Shared shared, NodePath path) {
    Entry at = shared.tree().root();
    for (String name : path.names()) {
      at = shared.tree().ensure(at, name, FileType.DIRECTORY);
      at.remote = true;
    }
    return at;
  }
}
