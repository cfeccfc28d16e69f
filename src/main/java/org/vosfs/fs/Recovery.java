package org.vosfs.fs;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.upload.Attempts;
import org.vosfs.vospace.Version;

/**
 * Puts what an earlier process left staged back into the tree and the upload queue; asks the
 * service nothing. What was never acknowledged by close or fsync is kept and told, but never sent:
 * nobody was promised it, and it could be half of a file.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Shared shared;
  private final Contents contents;

  /** What is not sent, because a later file of the same path is acknowledged, too; and that. */
  private final Map<StagedFile, StagedFile> superseded = new HashMap<>();

  Recovery(Shared shared, Contents contents) {
    this.shared = shared;
    this.contents = contents;
  }

  void run(List<StagedFile> left) {
    int queued = 0;
    Map<NodePath, StagedFile> latest = new HashMap<>();
    for (StagedFile staged : left) {
      StagedFile earlier =
          isSendable(staged.facts()) ? latest.put(staged.facts().path(), staged) : null;
      if (earlier != null) {
        superseded.put(earlier, staged); // only the end of their exchange was missing
      }
    }
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
    StagedFile heir = superseded.get(staged);
    if (heir != null) {
      Attempts.inherit(heir, facts);
    }
    if (heir != null || facts.state() == StagedState.REMOVED || isOnlyOpened(staged)) {
      staged.discard();
      return false;
    }
    if (!isSendable(facts)) {
      shared.leftovers().add(staged);
      if (facts.state() != StagedState.INTERRUPTED) {
        staged.update(f -> f.withState(StagedState.INTERRUPTED, "was being written when it ended"));
      }
      log.warn(
          "{}: was being written when the earlier mount ended; its bytes are kept at {}",
          facts.path(),
          staged.file());
      return false;
    }
    return takeUp(staged, place(facts.path()));
  }

  /** Opened to be changed, and not changed, nor cut: what the service has is the same. */
  private static boolean isOnlyOpened(StagedFile staged) throws IOException {
    StagedFacts facts = staged.facts();
    String base = facts.base();
    return facts.state() == StagedState.OPEN
        && base != null
        && !facts.acknowledged()
        && KernelHandles.isUntouched(staged)
        && staged.size() == Version.parse(base).length();
  }

  private boolean takeUp(StagedFile staged, Entry entry) {
    StagedFacts facts = staged.facts();
    entry.remote = facts.base() != null;
    entry.madeHere = facts.base() == null;
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

  /** A person wants an interrupted file sent as it is. */
  void adopt(StagedFile staged) throws IOException {
    NodePath path = staged.facts().path();
    Entry directory = directory(shared, path.parent());
    Entry known = shared.tree().child(directory, path.name()).orElse(null);
    if (known != null && shared.openFiles().of(known).isPresent()) {
      throw new FsException(
          Reason.BUSY, path + " is in use and may be newer; export the interrupted one instead");
    }
    staged.update(f -> f.withAcknowledged(true).withState(StagedState.READY, null));
    shared.leftovers().remove(staged);
    Entry entry = shared.tree().replace(directory, path.name(), FileType.FILE);
    Changes.added(shared, directory, path.name());
    takeUp(staged, entry);
  }

  /** An interrupted file as one in use, to fetch what it misses. */
  OpenFile lookAt(StagedFile staged) {
    NodePath path = staged.facts().path();
    Entry entry =
        shared.tree().ensure(directory(shared, path.parent()), path.name(), FileType.FILE);
    return OpenFile.recovered(shared, contents, entry, staged);
  }

  /**
   * What was acknowledged, also if it has been written to since: what was promised is in it, and a
   * local disk would show the same. Only writing that nobody was promised is left aside.
   */
  private static boolean isSendable(StagedFacts facts) {
    return switch (facts.state()) {
      case READY, FAILED, CONFLICT -> true;
      case OPEN -> facts.acknowledged();
      case INTERRUPTED, REMOVED -> false;
    };
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
