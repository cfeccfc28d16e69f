package org.vosfs.fs;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Node;

/**
 * Refuses what cannot be stored: a write that, with everything unsent, goes beyond the nearest
 * quota the service has told. What is known may be old, so before anything is refused the service
 * is asked again, though not at every write; without an answer nothing is refused here.
 */
final class QuotaAhead {
  /** So long after it was asked for, a quota that is used up is believed to be. */
  private static final long BELIEVED = TimeUnit.SECONDS.toNanos(5);

  private final Shared shared;
  private final Lookup lookup;
  private final AtomicReference<@Nullable Long> asked = new AtomicReference<>();

  QuotaAhead(Shared shared, Lookup lookup) {
    this.shared = shared;
    this.lookup = lookup;
  }

  /**
   * @param size of the file, when what is asked for is done
   * @throws FsException QUOTA
   */
  void require(OpenFile file, long size) throws FsException {
    long grows =
        UnsentBytes.beyondBase(file.base(), size)
            - UnsentBytes.beyondBase(file.base(), file.size());
    if (grows <= 0 || file.isUnlinked()) {
      return;
    }
    Entry holder = holder(file.entry);
    if (holder == null) {
      shared.quotaAbove().growing(grows);
    }
    if (!isExceeded(holder, grows)) {
      return;
    }
    Long last = asked.get();
    long now = shared.ticker().read();
    if (last == null || now - last > BELIEVED) {
      asked.set(now);
      ask(holder);
    }
    if (isExceeded(holder, grows)) {
      throw new FsException(
          Reason.QUOTA,
          "the quota of " + shown(holder) + " has no room for this and for what is still unsent");
    }
  }

  /** Whether that much more fits into what is known of quotas; asks nobody. */
  boolean isAmple(OpenFile file, long more) throws FsException {
    return file.isUnlinked() || !isExceeded(holder(file.entry), more);
  }

  private void ask(@Nullable Entry holder) throws FsException {
    if (holder == null) {
      shared.quotaAbove().ask();
    } else {
      shared.meta().expire(holder.number);
      lookup.node(holder);
    }
  }

  private String shown(@Nullable Entry holder) throws FsException {
    return holder == null
        ? "a directory above the mounted one"
        : "/" + String.join("/", shared.tree().path(holder).names());
  }

  /** The nearest directory upwards of which a quota is known, null: none here; asks nobody. */
  private @Nullable Entry holder(Entry entry) {
    Entry at = shared.tree().parentOf(entry);
    while (at != null && shared.meta().known(at.number).flatMap(QuotaAhead::quota).isEmpty()) {
      at = shared.tree().parentOf(at);
    }
    return at;
  }

  private static Optional<Long> quota(Node node) {
    return node.properties().quota();
  }

  private boolean isExceeded(@Nullable Entry holder, long grows) throws FsException {
    Optional<Node> node =
        holder == null ? shared.quotaAbove().known() : shared.meta().known(holder.number);
    Optional<Long> quota = node.flatMap(QuotaAhead::quota);
    Optional<Long> used = node.flatMap(n -> n.properties().length());
    if (quota.isEmpty() || used.isEmpty()) {
      return false;
    }
    long free = quota.get() - used.get() - grows;
    if (free >= shared.staging().usage().bytes()) {
      return false; // whatever of it is unsent, and counts against this quota
    }
    NodePath below = holder == null ? NodePath.ROOT : shared.tree().path(holder);
    return free < UnsentBytes.below(shared, below);
  }
}
