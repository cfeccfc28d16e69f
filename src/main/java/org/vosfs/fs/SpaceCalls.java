package org.vosfs.fs;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;

/**
 * Free space: what the nearest quota upwards leaves, above the mounted directory too (protocol §15,
 * statfs). Where there is none, or nobody may know, there is plenty.
 *
 * <p>That a directory has no quota is believed for minutes; the one that has is asked about again
 * after the TTL. What is unsent counts as used. Thread-safe.
 */
final class SpaceCalls {
  /** Shown where no quota is known: 1 PiB, so that no program thinks the disk is full. */
  static final long UNKNOWN_SPACE = 1L << 50;

  private static final long BELIEVED = TimeUnit.MINUTES.toNanos(5);

  private final Shared shared;
  private final Lookup lookup;
  private final AtomicReference<@Nullable Long> asked = new AtomicReference<>();

  SpaceCalls(Shared shared, Lookup lookup) {
    this.shared = shared;
    this.lookup = lookup;
  }

  SpaceUsage usage(Location at) throws FsException {
    boolean all = isDue();
    for (Entry entry = lookup.entry(at); entry != null; entry = shared.tree().parentOf(entry)) {
      if (entry.isDirectory() && hasQuota(entry, all)) {
        return usage(lookup.node(entry).properties(), shared.tree().path(entry));
      }
    }
    Optional<Node> holder = shared.quotaAbove().within(shared.meta().longestLife());
    return holder.isPresent()
        ? usage(holder.get().properties(), NodePath.ROOT)
        : new SpaceUsage(UNKNOWN_SPACE, UNKNOWN_SPACE);
  }

  /** The next question goes to the service. */
  void forget() {
    asked.set(null);
    shared.quotaAbove().forget();
  }

  private boolean isDue() {
    Long last = asked.get();
    long now = shared.ticker().read();
    boolean due = last == null || now - last > BELIEVED;
    if (due) {
      asked.set(now);
    }
    return due;
  }

  private boolean hasQuota(Entry directory, boolean ask) throws FsException {
    Optional<Node> known = ask ? Optional.empty() : shared.meta().known(directory.number);
    Node node = known.isPresent() ? known.get() : lookup.node(directory);
    return node.properties().quota().isPresent();
  }

  /** How much is used is not told by every service: then it is what this mount has not sent yet. */
  private SpaceUsage usage(NodeProperties holder, NodePath below) {
    long quota = holder.quota().orElse(UNKNOWN_SPACE);
    long used = holder.length().orElse(0L) + UnsentBytes.below(shared, below);
    return new SpaceUsage(quota, Math.max(0, quota - used));
  }
}
