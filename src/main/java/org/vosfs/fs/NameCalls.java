package org.vosfs.fs;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.upload.FileFacts;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.VospaceException;

/** Making and removing names: synchronous requests, except for files that are only here. */
final class NameCalls {
  private static final Logger log = LoggerFactory.getLogger(NameCalls.class);

  private final Shared shared;
  private final Lookup lookup;
  private final FileCalls files;
  private final NameLeases leases;
  private final LinkTargets links;
  private final ModeBits modes;
  private final Locks locks;

  /** Whether the service takes properties on link nodes; learned from its first refusal. */
  private volatile boolean linkProperties = true;

  NameCalls(
      Shared shared,
      Lookup lookup,
      FileCalls files,
      NameLeases leases,
      LinkTargets links,
      ModeBits modes) {
    this.shared = shared;
    this.lookup = lookup;
    this.files = files;
    this.leases = leases;
    this.links = links;
    this.modes = modes;
    this.locks = new Locks(shared, lookup);
  }

  void makeDirectory(Location at, int permissions) throws FsException {
    Entry made = make(at, path -> createDirectory(path, permissions));
    made.mode = permissions;
    // Nobody else knows it yet: what it does not list is known to be absent.
    shared.meta().putListing(made.number, java.util.List.of());
  }

  void makeLink(Location at, String text) throws FsException {
    if (text.isEmpty()) {
      throw new FsException(Reason.NO_ENTRY, "an empty link target");
    }
    make(at, path -> createLink(path, links.toService(path.parent(), text), text));
  }

  /** A request that creates a node. */
  @FunctionalInterface
  private interface Creation {
    Node create(NodePath path) throws VospaceException, FsException;
  }

  private Entry make(Location at, Creation creation) throws FsException {
    Changes.requireWritable(shared.settings());
    Lookup.Found found = lookup.find(at);
    Entry directory = found.directory();
    try (NameLeases.Lease lease = leases.take(directory, found.name())) {
      lookup.find(at).requireAbsent();
      requireChangeable(directory);
      NodePath path = shared.tree().path(directory).resolve(found.name());
      Node node = creation.create(path);
      return made(directory, found.name(), node);
    } catch (VospaceException e) {
      shared.meta().forgetListing(directory.number);
      throw locks.refused(e, directory);
    }
  }

  private Entry made(Entry directory, String name, Node node) {
    AtomicReference<Entry> made = new AtomicReference<>();
    shared
        .tree()
        .changing(
            () -> {
              Entry entry = shared.tree().ensure(directory, name, NodeIntake.typeOf(node));
              entry.remote = true;
              entry.touched = entry.isDirectory() ? shared.clock().instant() : null;
              shared.meta().put(entry.number, OwnNodes.made(node), true);
              Changes.added(shared, directory, name);
              made.set(entry);
            });
    return Objects.requireNonNull(made.get());
  }

  private Node createDirectory(NodePath path, int permissions) throws VospaceException {
    if (ModeBits.isTelling(permissions, true)) {
      try {
        Map<String, String> kept = Map.of(FileFacts.MODE, FileFacts.modeText(permissions));
        return shared.client().create(path, new NewNode(NodeKind.CONTAINER, null, kept));
      } catch (VospaceException.Invalid e) {
        log.debug("{}: its mode is not kept by the service: {}", path, e.getMessage());
      }
    }
    return shared.client().create(path, NewNode.container());
  }

  private Node createLink(NodePath path, String target, String text) throws VospaceException {
    if (linkProperties && LinkTargets.isKept(text)) {
      try {
        Map<String, String> kept = Map.of(LinkTargets.TEXT, LinkTargets.encode(text));
        return shared.client().create(path, new NewNode(NodeKind.LINK, target, kept));
      } catch (VospaceException.Invalid e) {
        linkProperties = false; // cavern: 400 cannot assign properties to LinkNode
      }
    }
    return shared.client().create(path, NewNode.link(target));
  }

  String readLink(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    if (entry.type != FileType.LINK || !(lookup.node(entry) instanceof Node.Link link)) {
      throw new FsException(Reason.INVALID, "not a symbolic link: " + entry.name);
    }
    return links.toPosix(entry, link);
  }

  void removeDirectory(Location at) throws FsException {
    remove(
        at,
        entry -> {
          Lookup.requireDirectory(entry);
          requireEmptyHere(entry);
        });
  }

  void unlink(Location at) throws FsException {
    remove(
        at,
        entry -> {
          if (entry.isDirectory()) {
            throw new FsException(Reason.IS_DIRECTORY, "a directory: " + entry.name);
          }
        });
  }

  /** A condition on the entry to be removed. */
  @FunctionalInterface
  private interface Check {
    void require(Entry entry) throws FsException;
  }

  private void remove(Location at, Check check) throws FsException {
    Changes.requireWritable(shared.settings());
    Lookup.Found found = lookup.find(at);
    Entry directory = found.directory();
    if (found.entry().filter(entry -> entry == shared.tree().root()).isPresent()) {
      throw new FsException(Reason.BUSY, "the root of the mount");
    }
    try (NameLeases.Lease lease = leases.take(directory, found.name())) {
      Entry entry = found.required();
      requireChangeable(directory);
      check.require(entry);
      locks.requireUnlocked(entry);
      NodePath path = shared.tree().path(entry);
      try (UploadQueue.Hold hold = hold(path)) {
        files.keepForReaders(entry);
        if (mayBeRemote(entry)) {
          delete(directory, entry, path);
        }
        forget(directory, found.name(), entry);
      }
    }
  }

  /** Whether the mode of a directory lets this user change names in it, and no lock forbids it. */
  void requireChangeable(Entry directory) throws FsException {
    modes.require(directory, ModeBits.CHANGE);
    locks.requireUnlocked(directory);
  }

  Locks locks() {
    return locks;
  }

  /** Stops uploads below a path while its name changes. */
  UploadQueue.Hold hold(NodePath path) throws FsException {
    UploadQueue.@Nullable Hold hold = shared.uploads().hold(path, shared.settings().deadline());
    if (hold == null) {
      throw new FsException(Reason.BUSY, "its upload could not be stopped in time: " + path);
    }
    return hold;
  }

  /** False only for a file made here of which no byte was ever on its way. */
  boolean mayBeRemote(Entry entry) {
    return entry.remote
        || shared
            .openFiles()
            .of(entry)
            .map(OpenFile::staged)
            .map(staged -> staged.facts().remoteTouched())
            .orElse(false);
  }

  private void delete(Entry directory, Entry entry, NodePath path) throws FsException {
    try {
      shared.client().delete(path);
    } catch (VospaceException.NotFound e) {
      if (entry.remote) {
        throw gone(entry, e);
      }
    } catch (VospaceException e) {
      throw locks.refused(e, entry, directory);
    }
  }

  /** Somebody else was faster; nothing of ours may be kept for it either. */
  private FsException gone(Entry entry, VospaceException.NotFound e) {
    Entry directory = shared.tree().parentOf(entry);
    if (directory != null && !shared.openFiles().isStaged(entry)) {
      forget(directory, entry.name, entry);
    }
    return RemoteFaults.translate(e);
  }

  private void forget(Entry directory, String name, Entry entry) {
    Changes.gone(shared, directory, name, entry);
    Optional<OpenFile> file = shared.openFiles().of(entry);
    if (file.isPresent()) {
      try {
        file.get().unlink();
      } catch (IOException e) {
        log.warn("{}: staged bytes of a removed file remain: {}", entry, e.getMessage());
      }
      shared.openFiles().forgetUnused(file.get());
    }
  }

  /**
   * Files that are only here are not known to the service, which would call the directory empty.
   */
  void requireEmptyHere(Entry directory) throws FsException {
    for (Entry child : shared.tree().children(directory)) {
      if (shared.openFiles().isOnlyHere(child)) {
        throw new FsException(Reason.NOT_EMPTY, "not empty: " + directory.name);
      }
    }
  }
}
