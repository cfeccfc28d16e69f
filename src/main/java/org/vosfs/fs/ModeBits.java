package org.vosfs.fs;

import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.NodeProperties;

/**
 * The nine permission bits of an entry: what a program set, within and beside what the service
 * grants (protocol §15, st_mode and chmod).
 *
 * <p>Owner bits tell what this user may do: those that were set, less what the service does not
 * allow. Group and other bits are shown when they were set <em>or</em> when the service lets groups
 * or the public read: setting one grants nothing, and clearing one must not look like privacy.
 *
 * <p>On a mount where chmod changes rights, group and other bits are what the service grants, and
 * nothing else.
 *
 * <p>A mode set by chmod stays with the node as a property of ours; the one a file was made with is
 * known to this mount, and stays only where its owner bits say something. Thread-safe.
 */
final class ModeBits {
  /** What looking up a name asks of its directory. */
  static final int SEARCH = 1;

  /** What making or removing a name asks of its directory. */
  static final int CHANGE = 2 | SEARCH;

  private static final int ALL = 0777;
  private static final int OWNER = 0700;
  private static final int READ = 0400;
  private static final int WRITE = 0200;
  private static final int EXECUTE = 0100;

  private final Shared shared;

  ModeBits(Shared shared) {
    this.shared = shared;
  }

  /** What stat shows. */
  int shown(Entry entry, NodeProperties properties) {
    return shown(entry, properties, kept(entry, properties));
  }

  /** What stat shows in a later mount, which knows only what stays with the node. */
  int shownLater(Entry entry, NodeProperties properties) {
    return shown(entry, properties, FileFacts.mode(properties).orElse(null));
  }

  private int shown(Entry entry, NodeProperties properties, @Nullable Integer kept) {
    if (entry.type == FileType.LINK) {
      return ALL;
    }
    int allowed = allowed(entry, properties);
    int granted = granted(properties);
    int bits;
    if (kept == null) {
      bits = allowed | granted;
      bits |= entry.isDirectory() ? searchable(bits) : 0;
    } else {
      boolean passes = (kept & EXECUTE) != 0;
      int others = shared.settings().chmodPublishes() ? 0 : ALL & ~OWNER;
      bits = kept & (allowed | EXECUTE | others);
      bits |= granted | (passes ? searchable(granted) : 0);
    }
    return shared.settings().readOnly() ? bits & ~0222 : bits;
  }

  /** An execute bit for everyone who may read. */
  private static int searchable(int bits) {
    return (bits & 0444) >> 2;
  }

  /** What the service lets this user do; rights it never told are not denied. */
  private int allowed(Entry entry, NodeProperties properties) {
    boolean told = shared.access().isTold() && shared.meta().isAccessFresh(entry.number);
    int bits = !told || properties.isReadable() || properties.isWritable() ? READ : 0;
    return bits | (!told || properties.isWritable() ? WRITE : 0);
  }

  private static int granted(NodeProperties properties) {
    int bits = 0;
    if (properties.hasReadGroup() || properties.hasWriteGroup()) {
      bits |= READ >> 3;
    }
    bits |= properties.hasWriteGroup() ? WRITE >> 3 : 0;
    return bits | (properties.isPublic() ? READ >> 6 : 0);
  }

  /** The mode that was set, or made with; null = none is known. */
  @Nullable Integer kept(Entry entry, NodeProperties properties) {
    StagedFile staged = shared.openFiles().of(entry).map(OpenFile::staged).orElse(null);
    Integer mode = staged == null ? null : staged.facts().mode();
    if (mode == null) {
      mode = entry.mode;
    }
    return mode != null ? mode : FileFacts.mode(properties).orElse(null);
  }

  /** Whether a mode that something is made with must stay with its node. */
  static boolean isTelling(int mode, boolean directory) {
    return (mode & OWNER) != (directory ? OWNER : READ | WRITE);
  }

  /**
   * That a file has an execute bit: the owner's, or any at all for the superuser.
   *
   * @throws FsException ACCESS
   */
  void requireExecutable(Entry entry) throws FsException {
    int bits = shared.settings().modeBinds() ? EXECUTE : EXECUTE | EXECUTE >> 3 | EXECUTE >> 6;
    if (entry.type == FileType.FILE && (shown(entry, properties(entry)) & bits) == 0) {
      throw new FsException(Reason.ACCESS, "it has no execute bit: " + entry.name);
    }
  }

  private NodeProperties properties(Entry entry) {
    return shared.meta().known(entry.number).map(n -> n.properties()).orElse(NodeProperties.NONE);
  }

  /**
   * Whether the owner bits that were set let this user do that; they do not bind the superuser.
   *
   * @param mask R_OK=4, W_OK=2, X_OK=1
   * @throws FsException ACCESS
   */
  void require(Entry entry, int mask) throws FsException {
    if (!shared.settings().modeBinds() || entry.type == FileType.LINK) {
      return;
    }
    Integer kept = kept(entry, properties(entry));
    if (kept != null && ((kept >> 6) & mask) != mask) {
      throw new FsException(Reason.ACCESS, "its mode does not allow that: " + entry.name);
    }
  }
}
