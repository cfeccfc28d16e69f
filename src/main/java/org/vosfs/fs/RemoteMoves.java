package org.vosfs.fs;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.NameStep;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * Renames on the service. What takes more than one request, or a request and a commit of staged
 * files' paths, is journalled first; where it stops half-way it is undone at once, or else handed
 * to {@link UnfinishedSteps}.
 */
final class RemoteMoves {
  private static final Logger log = LoggerFactory.getLogger(RemoteMoves.class);

  /**
   * Names of what is aside; that of a file which gives its properties on tells so after a crash.
   */
  private static final String REPLACED = ".vosfs-replaced-";

  private static final String SAVED = ".vosfs-saved-";

  private final Shared shared;
  private final UnfinishedSteps unfinished;
  private final RandomGenerator random;

  RemoteMoves(Shared shared, UnfinishedSteps unfinished, RandomGenerator random) {
    this.shared = shared;
    this.unfinished = unfinished;
    this.random = random;
  }

  /** Whether what was put aside still has properties for the file that replaces it. */
  static boolean isOfASavedFile(NodePath aside) {
    return aside.name().startsWith(SAVED);
  }

  /**
   * Renames a node, and the paths of what is staged at or below it; what is staged under the new
   * name is removed.
   *
   * @param replace whether a file on the service has the new name: no service replaces by moving,
   *     so it goes aside first and away last
   * @param kept what the moved file takes over from the replaced one
   */
  void move(NodePath from, NodePath to, boolean replace, PropertyChanges kept)
      throws VospaceException, IOException {
    keepResults(from, to);
    if (!replace && !shared.staging().hasBelow(from) && !shared.staging().hasBelow(to)) {
      shared.client().move(from, to);
      return;
    }
    String prefix = kept.isEmpty() ? REPLACED : SAVED;
    NodePath aside =
        replace ? to.parent().resolve(prefix + Long.toHexString(random.nextLong())) : null;
    NameStep step = shared.staging().steps().begin(from, to, aside);
    boolean settled = false;
    try {
      settled = carryOut(step, kept);
      shared.staging().renameBelow(from, to);
    } catch (VospaceException e) {
      settled = undo(step, e);
      throw e;
    } finally {
      if (settled) {
        shared.staging().steps().end(step);
      } else {
        unfinished.later(step);
      }
    }
  }

  private void keepResults(NodePath from, NodePath to) {
    if (!shared.isLagging()) {
      return;
    }
    try {
      shared.staging().results().renaming(from, to);
    } catch (IOException e) {
      // It is renamed all the same; at worst a change after a restart is kept as a conflict.
      log.warn("{}: that it was stored here is not journalled: {}", to, e.getMessage());
    }
  }

  /**
   * False when all is done but for the old content, which is still aside, or what is kept of it.
   */
  private boolean carryOut(NameStep step, PropertyChanges kept) throws VospaceException {
    NodePath aside = step.aside();
    if (aside != null) {
      moveAside(step.to(), aside);
    }
    shared.client().move(step.from(), step.to());
    return aside == null || (isSent(step.to(), kept) && isDeleted(aside));
  }

  /** Before the old file goes: it alone knows what is to be kept, should this process die. */
  private boolean isSent(NodePath path, PropertyChanges kept) {
    try {
      KeptProperties.send(shared.client(), path, kept);
      return true;
    } catch (VospaceException e) {
      log.info("{} gets the properties of what it replaced later: {}", path, e.getMessage());
      return false;
    }
  }

  /** What has the new name may be a file whose upload never arrived: then nothing is in the way. */
  private void moveAside(NodePath to, NodePath aside) throws VospaceException {
    try {
      shared.client().move(to, aside);
    } catch (VospaceException.NotFound e) {
      log.debug("{} is not on the service: nothing to replace", to);
    }
  }

  private boolean isDeleted(NodePath aside) {
    try {
      shared.client().delete(aside);
      return true;
    } catch (VospaceException.NotFound e) {
      return true; // it never went aside
    } catch (VospaceException e) {
      log.info("{} is removed later: {}", aside, e.getMessage());
      return false;
    }
  }

  /** True when everything surely is as before; what nobody knows is found out later. */
  private boolean undo(NameStep step, VospaceException failure) {
    @Nullable NodePath aside = step.aside();
    if (failure.isTransient()) {
      return false;
    }
    if (aside == null) {
      return true;
    }
    try {
      shared.client().move(aside, step.to());
      return true;
    } catch (VospaceException.NotFound e) {
      return true; // it never went aside
    } catch (VospaceException e) {
      failure.addSuppressed(e);
      return false;
    }
  }
}
