package org.vosfs.fs;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.vosfs.base.NodePath;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * Times, permissions, ownership. VOSpace has no place for most of it: explicit times and permission
 * bits are kept as properties of ours, rights are changed by chmod only where the mount says so,
 * and none of these calls fails where {@code cp -p}, {@code tar} or {@code rsync -a} would report
 * an error.
 */
final class FactCalls {
  private final Shared shared;
  private final Lookup lookup;
  private final ModeBits modes;
  private final NodeProperty properties;
  private final PublishedModes published;

  FactCalls(Shared shared, Lookup lookup, ModeBits modes, NodeProperty properties) {
    this.shared = shared;
    this.lookup = lookup;
    this.modes = modes;
    this.properties = properties;
    this.published = new PublishedModes(shared, lookup);
  }

  void setTimes(Location at, TimeChange times) throws FsException {
    Changes.requireWritable(shared.settings());
    Entry entry = lookup.entry(at);
    Instant accessed = times.accessed();
    if (accessed != null) {
      entry.accessed = accessed; // for this mount only: there is no place for it
    }
    Instant modified = times.modified();
    if (modified != null) {
      setModified(entry, modified);
    }
    entry.changed = shared.clock().instant();
  }

  private void setModified(Entry entry, Instant modified) throws FsException {
    if (entry.type == FileType.LINK) {
      entry.touched = modified; // likewise
      return;
    }
    if (setOpenTime(entry, modified) || entry.isDetached()) {
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

  /** Whether nothing more is to be done: the file is staged, or without a name. */
  private boolean setOpenTime(Entry entry, Instant modified) throws FsException {
    OpenFile file = shared.openFiles().of(entry).orElse(null);
    if (file == null) {
      return false;
    }
    long nanos = FileFacts.toNanos(modified);
    boolean staged = properties.change(file, facts -> facts.withModifiedNanos(nanos));
    if (staged || file.isUnlinked()) {
      try {
        file.setModified(modified);
      } catch (IOException e) {
        throw RemoteFaults.translate(e);
      }
    }
    return staged;
  }

  void setPermissions(Location at, int permissions) throws FsException {
    Changes.requireWritable(shared.settings());
    Entry entry = lookup.entry(at);
    if (entry.type == FileType.LINK) {
      return;
    }
    OpenFile file = shared.openFiles().of(entry).orElse(null);
    boolean staged = file != null && properties.change(file, facts -> facts.withMode(permissions));
    if (file != null && staged && shared.settings().chmodPublishes()) {
      properties.stage(file, published.changes(entry, permissions));
    }
    if (!staged && !entry.isDetached()) {
      setOnService(entry, permissions);
    }
    entry.mode = permissions;
    entry.changed = shared.clock().instant();
  }

  private void setOnService(Entry entry, int permissions) throws FsException {
    NodeProperties old = lookup.node(entry).properties();
    if (!shared.settings().chmodPublishes()) {
      if (modes.shownLater(entry, old) != permissions) {
        update(entry, FileFacts.changes(null, permissions, 0));
      }
      return;
    }
    PropertyChanges rights = published.changes(entry, permissions);
    boolean kept = modes.shownLater(entry, rights.on(old)) == permissions;
    PropertyChanges mode = kept ? PropertyChanges.NONE : FileFacts.changes(null, permissions, 0);
    if (!rights.isEmpty() || !mode.isEmpty()) {
      properties.update(entry, rights.then(mode));
    }
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
    NodeKind kind = entry.isDirectory() ? NodeKind.CONTAINER : NodeKind.DATA;
    try (NameLeases.Lease lease = shared.leases().path(entry)) {
      NodePath path = shared.tree().path(entry);
      Node node = shared.client().update(path, kind, changes);
      Node known = shared.meta().known(entry.number).orElse(node);
      boolean withAccess = shared.meta().isAccessFresh(entry.number);
      shared.meta().put(entry.number, OwnNodes.withProperties(known, changes), withAccess);
    } catch (VospaceException.Invalid | VospaceException.Unsupported e) {
      org.slf4j.LoggerFactory.getLogger(FactCalls.class)
          .debug("{}: the service keeps no such property: {}", entry.name, e.getMessage());
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
    modes.require(entry, mask);
    if ((mask & 1) != 0) {
      modes.requireExecutable(entry);
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
}
