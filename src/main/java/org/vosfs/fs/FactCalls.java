package org.vosfs.fs;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * Times, permissions, ownership, free space. VOSpace has no place for most of it: explicit times
 * and the execute bit are kept as properties of ours, rights are never changed by chmod, and none
 * of these calls fails where {@code cp -p}, {@code tar} or {@code rsync -a} would report an error.
 */
final class FactCalls {
  /** Shown where the service tells no quota: 1 PiB, so that no program thinks the disk is full. */
  static final long UNKNOWN_SPACE = 1L << 50;

  private final Shared shared;
  private final Lookup lookup;

  FactCalls(Shared shared, Lookup lookup) {
    this.shared = shared;
    this.lookup = lookup;
  }

  void setTimes(Location at, TimeChange times) throws FsException {
    Changes.requireWritable(shared.settings());
    Entry entry = lookup.entry(at);
    Instant modified = times.modified();
    if (modified == null || entry.type == FileType.LINK) {
      return; // access times are not kept anywhere
    }
    if (setStagedTime(entry, modified) || entry.isDetached()) {
      return;
    }
    update(entry, FileFacts.changes(modified, null, contentLength(entry)));
    if (entry.isDirectory()) {
      entry.touched = modified;
      return;
    }
    OwnResult own = entry.own;
    if (own != null) {
      entry.own =
          new OwnResult(own.version(), modified, own.replaced(), own.serverDate(), own.since());
    }
  }

  private boolean setStagedTime(Entry entry, Instant modified) throws FsException {
    OpenFile file = shared.openFiles().of(entry).orElse(null);
    if (file == null) {
      return false;
    }
    long nanos = FileFacts.toNanos(modified);
    boolean staged = change(file, facts -> facts.withModifiedNanos(nanos));
    if (staged) {
      file.setModified(modified);
    }
    return staged;
  }

  private static boolean change(OpenFile file, UnaryOperator<StagedFacts> change)
      throws FsException {
    try {
      return file.change(over -> over.update(change));
    } catch (java.io.IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  void setPermissions(Location at, int permissions) throws FsException {
    Changes.requireWritable(shared.settings());
    Entry entry = lookup.entry(at);
    if (entry.type != FileType.FILE || entry.isDetached()) {
      return;
    }
    OpenFile file = shared.openFiles().of(entry).orElse(null);
    if (file != null && change(file, facts -> withExecute(facts, permissions))) {
      entry.mode = permissions;
      return;
    }
    boolean executable = (permissions & 0100) != 0;
    Integer known = entry.mode;
    boolean now =
        known != null
            ? (known & 0100) != 0
            : FileFacts.isExecutable(lookup.node(entry).properties());
    if (now != executable) {
      update(entry, FileFacts.changes(null, permissions, 0));
    }
    entry.mode = permissions;
  }

  /** Nothing is to be stored for a file that was never executable and is not to be. */
  private static StagedFacts withExecute(StagedFacts facts, int permissions) {
    boolean executable = (permissions & 0100) != 0;
    return executable || facts.mode() != null || facts.base() != null
        ? facts.withMode(permissions)
        : facts;
  }

  void setOwner(Location at) throws FsException {
    Changes.requireWritable(shared.settings());
    lookup.entry(at);
  }

  private long contentLength(Entry entry) throws FsException {
    OwnResult own = entry.own;
    if (own != null) {
      return own.version().length();
    }
    return lookup.node(entry) instanceof Node.Data data ? data.length() : 0;
  }

  /**
   * Stores properties of ours with the node; a service that refuses them for lack of rights or
   * because it keeps none is not the caller's error.
   */
  private void update(Entry entry, PropertyChanges changes) throws FsException {
    NodePath path = shared.tree().path(entry);
    NodeKind kind = entry.isDirectory() ? NodeKind.CONTAINER : NodeKind.DATA;
    try {
      Node node = shared.client().update(path, kind, changes);
      Node known = shared.meta().known(entry.number).orElse(node);
      boolean withAccess = shared.meta().isAccessFresh(entry.number);
      shared.meta().put(entry.number, OwnNodes.withProperties(known, changes), withAccess);
    } catch (VospaceException.Invalid | VospaceException.Unsupported e) {
      org.slf4j.LoggerFactory.getLogger(FactCalls.class)
          .debug("{}: the service keeps no such property: {}", path, e.getMessage());
    } catch (VospaceException e) {
      throw RemoteFaults.translate(e);
    }
  }

  void access(Location at, int mask) throws FsException {
    Entry entry = lookup.entry(at);
    boolean write = (mask & 2) != 0;
    if (write) {
      Changes.requireWritable(shared.settings());
    }
    if ((mask & 6) == 0 || entry.type == FileType.LINK || shared.openFiles().isStaged(entry)) {
      return;
    }
    Optional<Node> told = lookup.nodeWithAccess(entry);
    if ((mask & 4) != 0 && told.isPresent()) {
      shared.access().requireReadable(told.get());
    }
    if (write && told.isPresent()) {
      shared.access().requireWritable(told.get());
    }
  }

  /** The nearest quota upwards, as far as it is known without asking for every ancestor again. */
  SpaceUsage usage(Location at) throws FsException {
    for (Entry entry = lookup.entry(at); entry != null; entry = parent(entry)) {
      if (!entry.isDirectory()) {
        continue;
      }
      Node node = lookup.node(entry);
      Optional<Long> quota = node.properties().quota();
      if (quota.isPresent()) {
        long used = node.properties().length().orElse(0L);
        return new SpaceUsage(quota.get(), Math.max(0, quota.get() - used));
      }
    }
    return new SpaceUsage(UNKNOWN_SPACE, UNKNOWN_SPACE);
  }

  private @Nullable Entry parent(Entry entry) {
    return shared.tree().parentOf(entry);
  }
}
