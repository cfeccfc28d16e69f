package org.vosfs.fs;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.cache.staging.Staging;
import org.vosfs.upload.Attempts;

/**
 * Content that was acknowledged and not sent when a program began to write the file anew from
 * nothing: it stays staged until the new content is acknowledged in turn, so that a crash between
 * the two loses neither. Guarded by the file's lock.
 */
final class Superseded {
  private final Staging staging;
  private @Nullable StagedFile kept;

  Superseded(Staging staging) {
    this.staging = staging;
  }

  /**
   * Keeps {@code over} if it is worth it.
   *
   * @return the empty staged file that takes its place, or {@code over} itself
   */
  StagedFile truncated(StagedFile over) throws IOException {
    StagedFacts old = over.facts();
    if (kept != null || !old.acknowledged() || over.size() == 0) {
      return over;
    }
    StagedFile next =
        staging.create(
            StagedFacts.newFile(old.entry(), old.path())
                .withBase(old.base(), 0)
                .withRemoteTouched(old.remoteTouched())
                .withUploaded(old.uploaded())
                .withUnfinished(old.unfinished())
                .withMode(old.mode())
                .withProperties(old.properties()));
    over.closeChannel();
    kept = over;
    return next;
  }

  /** Whether that one is kept here. */
  boolean is(long id) {
    StagedFile old = kept;
    return old != null && old.facts().id() == id;
  }

  /** Where it goes moves with the file. */
  void putInto(
      Map<StagedFile, java.util.function.UnaryOperator<StagedFacts>> changes,
      java.util.function.UnaryOperator<StagedFacts> change) {
    if (kept != null) {
      changes.put(kept, change);
    }
  }

  /**
   * What took its place is acknowledged. Content that would have survived power loss goes only when
   * its successor does, too; and what uploads of it have left on the service is the successor's to
   * replace, whether or not their answers came.
   */
  void replacedBy(StagedFile next) throws IOException {
    StagedFile old = kept;
    if (old == null) {
      return;
    }
    if (old.isForced()) {
      next.force();
    }
    StagedFacts known = old.facts();
    Attempts.inherit(next, known);
    drop();
    if (!old.facts().equals(known)) {
      Attempts.inherit(next, old.facts()); // an upload of it was just about to begin
    }
  }

  /** Facts of a file that is to replace it; with those of what it was to replace. */
  StagedFacts inheritedBy(StagedFacts heir) {
    StagedFile old = kept;
    return old == null ? heir : Attempts.inherited(heir, old.facts());
  }

  /** Its name goes to another file. */
  void removeInto(Map<StagedFile, java.util.function.UnaryOperator<StagedFacts>> changes) {
    if (kept != null) {
      changes.put(kept, f -> f.withState(StagedState.REMOVED));
    }
  }

  /** It is not wanted any more, or it was sent after all. */
  void drop() throws IOException {
    StagedFile old = kept;
    kept = null;
    if (old != null) {
      old.discard();
    }
  }
}
