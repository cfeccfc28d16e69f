package org.vosfs.fs;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.upload.FileFacts;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/**
 * rename(2). The service can only move to an absent name, and moves <em>into</em> an existing
 * container, so the target is always looked at freshly (protocol §9.6, §15). A file that is only
 * here is renamed here; if its target exists on the service, its bytes are later uploaded over it,
 * which keeps the target's rights.
 */
final class RenameCalls {
  private static final Logger log = LoggerFactory.getLogger(RenameCalls.class);

  /** So long after its upload a file made here may still be somebody's way of saving another. */
  private static final long SAVED = TimeUnit.MINUTES.toNanos(1);

  private final Shared shared;
  private final Lookup lookup;
  private final Listings listings;
  private final FileCalls files;
  private final NameCalls names;
  private final NameLeases leases;
  private final RemoteMoves moves;

  RenameCalls(
      Shared shared,
      Lookup lookup,
      Listings listings,
      FileCalls files,
      NameCalls names,
      NameLeases leases,
      RemoteMoves moves) {
    this.shared = shared;
    this.lookup = lookup;
    this.listings = listings;
    this.files = files;
    this.names = names;
    this.leases = leases;
    this.moves = moves;
  }

  void rename(Location from, Location to, RenameMode mode) throws FsException {
    Changes.requireWritable(shared.settings());
    while (!isDone(from, to, mode)) {
      log.debug("{}: another one has the name now", from);
    }
  }

  /** False when the name was given to something else before it could be leased. */
  private boolean isDone(Location from, Location to, RenameMode mode) throws FsException {
    Lookup.Found source = lookup.find(from);
    Entry into = lookup.above(to); // the kernel looks at both directories before both names
    Entry entry = source.required();
    requireOutside(entry, into);
    Lookup.Found target = lookup.find(to);
    try (NameLeases.Lease lease =
        leases.take(source.directory(), source.name(), target.directory(), target.name(), entry)) {
      requireOutside(entry, target.directory());
      source = lookup.find(from);
      if (source.required() != entry) {
        return false;
      }
      names.requireChangeable(source.directory());
      names.requireChangeable(target.directory());
      // Only a move on the service needs the newest word; the upload looks again by itself.
      Optional<Entry> over =
          names.mayBeRemote(entry)
              ? lookup.childNow(target.directory(), target.name())
              : lookup.child(target.directory(), target.name());
      if (over.filter(entry::equals).isPresent()) {
        return true;
      }
      check(entry, target.directory(), over, mode);
      names.locks().requireUnlocked(entry);
      if (over.isPresent()) {
        names.locks().requireUnlocked(over.get());
      }
      NodePath path = shared.tree().path(entry);
      NodePath toPath = shared.tree().path(target.directory()).resolve(target.name());
      try (UploadQueue.Hold holdSource = names.hold(path);
          UploadQueue.Hold holdTarget = names.hold(toPath)) {
        if (over.isPresent()) {
          files.keepForReaders(over.get());
        }
        Move move = new Move(source, entry, path, target, over, toPath);
        if (names.mayBeRemote(entry) && isThere(entry, path)) {
          moveRemote(move);
        } else {
          moveStaged(move);
        }
      }
      return true;
    }
  }

  private record Move(
      Lookup.Found source,
      Entry entry,
      NodePath path,
      Lookup.Found target,
      Optional<Entry> over,
      NodePath toPath) {
    /** All whose locks may forbid it. */
    Entry[] concerned() {
      Stream<Entry> all = Stream.of(entry, source.directory(), target.directory());
      return Stream.concat(all, over.stream()).toArray(Entry[]::new);
    }
  }

  /** Also lest the rename waits for its own look at what is below. */
  private void requireOutside(Entry entry, Entry directory) throws FsException {
    if (shared.tree().isBelow(directory, entry)) {
      throw new FsException(Reason.INVALID, "into itself: " + entry.name);
    }
  }

  private void check(Entry entry, Entry directory, Optional<Entry> over, RenameMode mode)
      throws FsException {
    if (over.isEmpty()) {
      Optional<Node> told = lookup.nodeWithAccess(directory);
      if (told.isPresent()) {
        shared.access().requireWritable(told.get());
      }
      return;
    }
    if (mode == RenameMode.NO_REPLACE) {
      throw new FsException(Reason.EXISTS, "exists: " + over.get().name);
    }
    if (entry.isDirectory() && !over.get().isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, "a directory cannot replace a file");
    }
    if (!entry.isDirectory() && over.get().isDirectory()) {
      throw new FsException(Reason.IS_DIRECTORY, "a file cannot replace a directory");
    }
    if (over.get().isDirectory()) {
      names.requireEmptyHere(over.get());
      if (!listings.listNow(over.get()).isEmpty()) {
        throw new FsException(Reason.NOT_EMPTY, "not empty: " + over.get().name);
      }
    }
  }

  /** A staged file's node may have been made by an upload that was cut short. */
  private boolean isThere(Entry entry, NodePath path) throws FsException {
    if (entry.remote) {
      return true;
    }
    try {
      shared.client().node(path, org.vosfs.vospace.Detail.PROPERTIES);
      return true;
    } catch (VospaceException.NotFound e) {
      return false;
    } catch (VospaceException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /** Source only here: no request; over a remote file it becomes that file's next content. */
  private void moveStaged(Move move) throws FsException {
    Entry over = move.over().orElse(null);
    OpenFile file =
        shared
            .openFiles()
            .of(move.entry())
            .orElseThrow(() -> new FsException(Reason.NO_ENTRY, "gone: " + move.path()));
    Version base = null;
    boolean overRemote = over != null && names.mayBeRemote(over);
    if (over != null && overRemote) {
      if (over.type != FileType.FILE) {
        deleteTarget(move, over);
        overRemote = false;
      } else {
        base = remoteVersion(over);
      }
    }
    Version replaced = base;
    Integer mode =
        over != null && overRemote
            ? modeOver(move.entry(), over, shared.meta().known(over.number))
            : null;
    try {
      file.rebase(replaced);
      file.move(
          f ->
              f.withPath(move.toPath())
                  .withBase(replaced == null ? null : replaced.toText(), 0)
                  .withMode(f.mode() == null ? mode : f.mode()),
          over == null ? null : shared.openFiles().of(over).orElse(null));
      OwnResult own = over == null ? null : over.own;
      Optional<Node> told =
          over == null || !overRemote ? Optional.empty() : shared.meta().known(over.number);
      finish(move);
      move.entry().own = own;
      move.entry().remote = overRemote;
      told.ifPresent(n -> shared.meta().put(move.entry().number, n, false));
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /** The node keeps its properties: an old mode in them must not become the new file's. */
  private static @Nullable Integer modeOver(Entry entry, Entry over, Optional<Node> node) {
    boolean keeps =
        over.mode != null || node.flatMap(n -> FileFacts.mode(n.properties())).isPresent();
    Integer made = entry.mode;
    return !keeps ? null : made == null ? Integer.valueOf(0644) : made;
  }

  private @Nullable Version remoteVersion(Entry over) {
    OpenFile open = shared.openFiles().of(over).orElse(null);
    if (open != null && open.base() != null) {
      return open.base();
    }
    OwnResult own = over.own;
    if (own != null) {
      return own.version();
    }
    return shared
        .meta()
        .known(over.number)
        .filter(Node.Data.class::isInstance)
        .map(node -> shared.versions().of((Node.Data) node))
        .orElse(null);
  }

  private void moveRemote(Move move) throws FsException {
    Entry over = move.over().orElse(null);
    boolean replaces = over != null && names.mayBeRemote(over);
    PropertyChanges kept =
        over != null
                && over.type == FileType.FILE
                && move.entry().type == over.type
                && isJustSaved(move.entry())
            ? kept(move.entry(), over, replaces)
            : PropertyChanges.NONE;
    try {
      if (replaces && over != null && over.type != FileType.FILE) {
        deleteTarget(move, over);
        replaces = false;
      }
      moves.move(move.path(), move.toPath(), replaces, kept);
    } catch (VospaceException.Unsupported e) {
      throw new FsException(Reason.CROSS_DEVICE, String.valueOf(e.getMessage()), e);
    } catch (VospaceException e) {
      shared.meta().expire(move.entry().number);
      throw names.locks().refused(e, move.concerned());
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
    move.entry().remote = true;
    finish(move);
    if (!replaces) {
      sendPending(move.toPath(), kept);
    }
    KeptProperties.note(shared, move.entry(), kept);
  }

  /** The file that is replaced was only here, and so was what was set of it. */
  private void sendPending(NodePath path, PropertyChanges kept) {
    try {
      KeptProperties.send(shared.client(), path, kept);
    } catch (VospaceException e) {
      log.warn("{}: what was set of the file it replaced is lost: {}", path, e.getMessage());
    }
  }

  private PropertyChanges kept(Entry entry, Entry over, boolean replaces) {
    PropertyChanges pending =
        shared.openFiles().of(over).map(NodeProperty::staged).orElse(PropertyChanges.NONE);
    Optional<Node> old = replaces ? shared.meta().known(over.number) : Optional.empty();
    return KeptProperties.of(old, pending, shared.meta().known(entry.number));
  }

  /**
   * Whether this mount made the file and sent it within the last minute: then it is the new content
   * of what it replaces, saved by a program that was slower than the upload. Any other file is one
   * of its own, and brings its own rights along: replacing what is public must not publish it.
   */
  private boolean isJustSaved(Entry entry) {
    Long saved = entry.saved;
    return saved != null && shared.ticker().read() - saved < SAVED;
  }

  private void deleteTarget(Move move, Entry over) throws FsException {
    try {
      shared.client().delete(move.toPath());
    } catch (VospaceException.NotFound e) {
      log.debug("{} was gone already", move.toPath());
    } catch (VospaceException e) {
      throw names.locks().refused(e, over, move.target().directory());
    }
  }

  /** The service is done: the same here. */
  private void finish(Move move) {
    Changes.moved(
        shared,
        move.entry(),
        move.target().directory(),
        move.target().name(),
        move.over().orElse(null));
  }
}
