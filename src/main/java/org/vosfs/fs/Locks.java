package org.vosfs.fs;

import java.util.Optional;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;

/**
 * Locks that somebody put on nodes (protocol §6.5): a locked file is neither written, removed nor
 * renamed, and in a locked directory nothing is made, removed or renamed, by nobody, its owner
 * included. Only properties can be changed, so that the lock can be taken away.
 *
 * <p>Goes by what is known, at most the TTL old, without a request of its own; where the service
 * refuses what is known of no lock, it is asked why. Thread-safe.
 */
final class Locks {
  private final Shared shared;
  private final Lookup lookup;

  Locks(Shared shared, Lookup lookup) {
    this.shared = shared;
    this.lookup = lookup;
  }

  /**
   * That an entry is not known to be locked.
   *
   * @throws FsException NOT_PERMITTED
   */
  void requireUnlocked(Entry entry) throws FsException {
    Optional<Node> known = entry.remote ? shared.meta().known(entry.number) : Optional.empty();
    if (known.filter(node -> node.properties().isLocked()).isEmpty()) {
      return;
    }
    // A lock may have been taken away since: one that is no longer fresh is asked for again.
    shared.access().requireUnlocked(lookup.node(entry));
  }

  /** What a refusal means: the same words for a lock and for the lack of rights come from vault. */
  FsException refused(VospaceException e, Entry... concerned) {
    if (e instanceof VospaceException.Denied) {
      for (Entry entry : concerned) {
        if (isLocked(entry)) {
          return new FsException(
              Reason.NOT_PERMITTED, "locked on the service: " + shared.tree().nameOf(entry), e);
        }
      }
    }
    return RemoteFaults.translate(e);
  }

  private boolean isLocked(Entry entry) {
    try {
      NodePath path = shared.tree().path(entry);
      return shared.client().node(path, Detail.PROPERTIES).properties().isLocked();
    } catch (VospaceException | FsException e) {
      return false; // then the refusal is all there is to tell
    }
  }
}
