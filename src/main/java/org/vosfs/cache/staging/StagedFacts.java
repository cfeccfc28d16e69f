package org.vosfs.cache.staging;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;

/**
 * What the journal keeps of one staged file beside its bytes. Immutable; texts called opaque are
 * stored and handed back as they are.
 *
 * @param id number in the journal, never used twice in one directory; 0: not given yet
 * @param entry the filesystem entry of this run; not journalled, 0 after a restart
 * @param path where the bytes are to go
 * @param base opaque: the remote version being replaced; null for a new file
 * @param baseLimit bytes of the base that still count: the least of its length and every later
 *     truncation
 * @param exclusive made with O_EXCL
 * @param acknowledged the current generation has been flushed or fsynced
 * @param remoteTouched an upload of ours may have begun, so the remote may be our own wreck
 * @param problem one line to show, null when there is none
 * @param modifiedNanos modification time to show and store, nanoseconds since 1970; null: none yet
 * @param mode permission bits to show; null: default
 * @param unfinished opaque: what an upload that broke off has left on the service, for the client
 *     to go on from; null: nothing
 * @param uploaded opaque: versions made, or perhaps made, by uploads of ours
 * @param properties opaque: what is to be changed of the node once it is there; null: nothing
 */
public record StagedFacts(
    long id,
    long entry,
    NodePath path,
    @Nullable String base,
    long baseLimit,
    boolean exclusive,
    boolean acknowledged,
    boolean remoteTouched,
    StagedState state,
    @Nullable String problem,
    @Nullable Long modifiedNanos,
    @Nullable Integer mode,
    @Nullable String unfinished,
    @Nullable String uploaded,
    @Nullable String properties) {

  public StagedFacts {
    if (id < 0 || baseLimit < 0 || (base == null && baseLimit > 0)) {
      throw new IllegalArgumentException(
          "impossible facts: id " + id + ", base " + base + ", limit " + baseLimit);
    }
  }

  /** Whether what is sent with the bytes is the same: times, modes, properties. */
  public boolean isSentAs(StagedFacts sent) {
    return Objects.equals(modifiedNanos, sent.modifiedNanos)
        && Objects.equals(mode, sent.mode)
        && Objects.equals(properties, sent.properties);
  }

  /** A file that does not exist remotely as far as we know, being written. */
  public static StagedFacts newFile(long entry, NodePath path) {
    return new StagedFacts(
        0,
        entry,
        path,
        null,
        0,
        false,
        false,
        false,
        StagedState.OPEN,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** A remote file of {@code baseLimit} bytes (or cut to that at once), opened for writing. */
  public static StagedFacts overBase(long entry, NodePath path, String base, long baseLimit) {
    return newFile(entry, path).withBase(base, baseLimit);
  }

  /** A copy being changed. */
  private static final class Draft {
    long id;
    long entry;
    NodePath path;
    @Nullable String base;
    long baseLimit;
    boolean exclusive;
    boolean acknowledged;
    boolean remoteTouched;
    StagedState state;
    @Nullable String problem;
    @Nullable Long modifiedNanos;
    @Nullable Integer mode;
    @Nullable String unfinished;
    @Nullable String uploaded;
    @Nullable String properties;

    Draft(StagedFacts from) {
      id = from.id;
      entry = from.entry;
      path = from.path;
      base = from.base;
      baseLimit = from.baseLimit;
      exclusive = from.exclusive;
      acknowledged = from.acknowledged;
      remoteTouched = from.remoteTouched;
      state = from.state;
      problem = from.problem;
      modifiedNanos = from.modifiedNanos;
      mode = from.mode;
      unfinished = from.unfinished;
      uploaded = from.uploaded;
      properties = from.properties;
    }

    StagedFacts facts() {
      return new StagedFacts(
          id,
          entry,
          path,
          base,
          baseLimit,
          exclusive,
          acknowledged,
          remoteTouched,
          state,
          problem,
          modifiedNanos,
          mode,
          unfinished,
          uploaded,
          properties);
    }
  }

  private StagedFacts with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.facts();
  }

  public StagedFacts withId(long id) {
    return with(draft -> draft.id = id);
  }

  public StagedFacts withEntry(long entry) {
    return with(draft -> draft.entry = entry);
  }

  public StagedFacts withPath(NodePath path) {
    return with(draft -> draft.path = path);
  }

  public StagedFacts withBaseLimit(long baseLimit) {
    return with(draft -> draft.baseLimit = baseLimit);
  }

  public StagedFacts withExclusive(boolean exclusive) {
    return with(draft -> draft.exclusive = exclusive);
  }

  public StagedFacts withAcknowledged(boolean acknowledged) {
    return with(draft -> draft.acknowledged = acknowledged);
  }

  public StagedFacts withRemoteTouched(boolean remoteTouched) {
    return with(draft -> draft.remoteTouched = remoteTouched);
  }

  public StagedFacts withModifiedNanos(@Nullable Long modifiedNanos) {
    return with(draft -> draft.modifiedNanos = modifiedNanos);
  }

  public StagedFacts withMode(@Nullable Integer mode) {
    return with(draft -> draft.mode = mode);
  }

  public StagedFacts withUnfinished(@Nullable String unfinished) {
    return with(draft -> draft.unfinished = unfinished);
  }

  public StagedFacts withUploaded(@Nullable String uploaded) {
    return with(draft -> draft.uploaded = uploaded);
  }

  public StagedFacts withProperties(@Nullable String properties) {
    return with(draft -> draft.properties = properties);
  }

  public StagedFacts withBase(@Nullable String base, long baseLimit) {
    return with(
        draft -> {
          draft.base = base;
          draft.baseLimit = baseLimit;
        });
  }

  public StagedFacts withState(StagedState state, @Nullable String problem) {
    return with(
        draft -> {
          draft.state = state;
          draft.problem = problem;
        });
  }

  public StagedFacts withState(StagedState state) {
    return with(draft -> draft.state = state);
  }
}
