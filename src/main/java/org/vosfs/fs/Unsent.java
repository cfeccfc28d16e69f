package org.vosfs.fs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.upload.Attempts;
import org.vosfs.vospace.Version;

/**
 * What is unsent of one file in use: nothing; or one staged file, and beside it the acknowledged
 * content that this one supersedes. Guarded by the file's lock, but for {@link #staged}.
 */
final class Unsent {
  private static final NodePath NAMELESS = NodePath.of("/removed");

  private final Shared shared;
  private final Entry entry;
  private final OpenFileUpload upload;
  private final Superseded superseded;
  private volatile @Nullable StagedFile staged;

  Unsent(Shared shared, Entry entry, OpenFileUpload upload) {
    this.shared = shared;
    this.entry = entry;
    this.upload = upload;
    this.superseded = new Superseded(shared.staging());
  }

  /** For those who just look, too. */
  @Nullable StagedFile staged() {
    return staged;
  }

  void bind(StagedFile file) {
    staged = file;
    upload.bind(file);
  }

  /**
   * The staged file; journalled when this returns.
   *
   * @param base what it is made over, when there is none yet
   * @param baseLimit bytes of the base that count at most
   * @param unlinked it is for the handles still open; nothing of it survives them
   */
  StagedFile over(@Nullable Version base, long baseLimit, boolean unlinked) throws IOException {
    StagedFile now = staged;
    if (now != null) {
      return now;
    }
    StagedFacts facts = newFacts(unlinked);
    long size = base == null ? 0 : Math.min(baseLimit, base.length());
    if (base != null) {
      facts = facts.withBase(base.toText(), size);
    }
    StagedFile file = shared.staging().create(facts);
    if (file.size() != size) {
      file.truncate(size);
    }
    begin(file, unlinked);
    return file;
  }

  /**
   * The staged file with every byte in it, made without copying.
   *
   * @param content the cached bytes of {@code base}; they leave the cache
   * @return null when that cannot be had
   */
  @Nullable StagedFile whole(
      @Nullable Version base, @Nullable CachedContent content, boolean unlinked)
      throws IOException {
    StagedFile now = staged;
    if (now != null) {
      return now;
    }
    if (base == null || base.length() == 0) {
      return over(base, Long.MAX_VALUE, unlinked);
    }
    if (content == null) {
      return null;
    }
    StagedFile taken =
        shared
            .staging()
            .take(
                newFacts(unlinked).withBase(base.toText(), 0),
                path -> content.surrender(entry, path));
    if (taken != null) {
      begin(taken, unlinked);
    }
    return taken;
  }

  private StagedFacts newFacts(boolean unlinked) throws IOException {
    return StagedFacts.newFile(entry.number, unlinked ? NAMELESS : shared.tree().path(entry));
  }

  private void begin(StagedFile file, boolean unlinked) throws IOException {
    if (unlinked) {
      file.update(f -> f.withState(StagedState.REMOVED));
    }
    bind(file);
  }

  /** A program begins it from nothing: what was acknowledged stays until the new content is. */
  StagedFile anew(StagedFile over) throws IOException {
    shared.uploads().withdraw(upload);
    StagedFile next = superseded.truncated(over);
    bind(next);
    return next;
  }

  /**
   * The first change since the last acknowledgement begins a generation that is not for sending.
   */
  void beginChange(StagedFile over) throws IOException {
    StagedFacts facts = over.facts();
    if (facts.acknowledged() || facts.modifiedNanos() != null || facts.problem() != null) {
      // Acknowledged once, it stays READY: after a crash a new file is then still worth sending.
      StagedState state = facts.state() == StagedState.OPEN ? StagedState.OPEN : StagedState.READY;
      over.update(f -> f.withAcknowledged(false).withState(state, null).withModifiedNanos(null));
    }
    shared.uploads().withdraw(upload);
  }

  void acknowledge(StagedFile over, boolean unlinked) throws IOException {
    if (!unlinked && !over.facts().acknowledged()) {
      over.update(f -> f.withAcknowledged(true).withState(StagedState.READY));
    }
    superseded.replacedBy(over);
  }

  /** An upload of these facts is through, and {@code over} is newer than what was sent. */
  void sent(StagedFile over, StagedFacts sent) throws IOException {
    if (superseded.is(sent.id())) {
      // It was sent while its successor was begun: that one replaces what we have just stored.
      over.update(f -> f.withRemoteTouched(true).withUploaded(sent.uploaded()));
      superseded.drop();
    }
  }

  /** The name is gone. */
  void removed() throws IOException {
    StagedFile now = staged;
    if (now != null) {
      now.update(f -> f.withState(StagedState.REMOVED));
    }
    superseded.drop();
  }

  /**
   * Another name, and what is replaced there, in one commit.
   *
   * @param replaced what is unsent of the file that has the name so far; null: there is none
   */
  void move(UnaryOperator<StagedFacts> change, @Nullable Unsent replaced) throws IOException {
    Map<StagedFile, UnaryOperator<StagedFacts>> changes = new LinkedHashMap<>();
    StagedFile now = staged;
    StagedFile there = replaced == null ? null : replaced.staged;
    if (now != null) {
      StagedFacts left = there == null ? null : there.facts();
      changes.put(now, f -> inherited(change.apply(f), left, replaced));
    }
    superseded.putInto(changes, change);
    if (there != null) {
      changes.put(there, f -> f.withState(StagedState.REMOVED));
    }
    if (replaced != null) {
      replaced.superseded.removeInto(changes);
    }
    shared.staging().updateAll(changes);
  }

  private static StagedFacts inherited(
      StagedFacts heir, @Nullable StagedFacts left, @Nullable Unsent replaced) {
    StagedFacts next = Attempts.inherited(heir, left);
    return replaced == null ? next : replaced.superseded.inheritedBy(next);
  }

  /** It is stored. */
  void discard() throws IOException {
    StagedFile now = staged;
    if (now != null) {
      now.discard();
      staged = null;
    }
  }

  /** It is not wanted any more. */
  void abandon() throws IOException {
    discard();
    superseded.drop();
  }

  /** Nobody uses the file any more; unlinked, its bytes are nobody's. */
  void dispose(boolean unlinked) throws IOException {
    StagedFile now = staged;
    if (unlinked) {
      discard();
    } else if (now != null) {
      now.closeChannel();
    }
  }
}
