package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;

/** Opening, reading, writing, closing: everything that works on handles of files. */
final class FileCalls {
  /** The largest file, in bytes: as many blocks as the record of present ones can count. */
  private static final long LARGEST = 1L << 47;

  private final Shared shared;
  private final Lookup lookup;
  private final Contents contents;
  private final NameLeases leases;
  private final ModeBits modes;
  private final FileIo io;
  private final LocalFiles local;
  private final WriteThrough through;
  private final FilesAhead ahead;
  private final Locks locks;
  private final HandleTable<FileHandle> handles = new HandleTable<>();

  FileCalls(
      Shared shared,
      Lookup lookup,
      Contents contents,
      NameLeases leases,
      Stat stat,
      ModeBits modes,
      FilesAhead ahead) {
    this.shared = shared;
    this.lookup = lookup;
    this.contents = contents;
    this.leases = leases;
    this.modes = modes;
    Room room = new Room(shared, new QuotaAhead(shared, lookup));
    this.io = new FileIo(shared, room);
    this.local = new LocalFiles(shared, stat, room);
    this.through = new WriteThrough(shared);
    this.ahead = ahead;
    this.locks = new Locks(shared, lookup);
  }

  OpenedFile open(Location at, OpenMode mode) throws FsException {
    return open(lookup.entry(at), mode);
  }

  private OpenedFile open(Entry entry, OpenMode mode) throws FsException {
    requireFile(entry);
    if (mode.changes()) {
      Changes.requireWritable(shared.settings());
      locks.requireUnlocked(entry);
    }
    modes.require(entry, (mode.read() ? 4 : 0) | (mode.changes() ? 2 : 0));
    boolean changes = mode.changes();
    Version version = null;
    OpenFile inUse = null;
    while (inUse == null) {
      if (shared.openFiles().isStaged(entry) || entry.isDetached()) {
        inUse = shared.openFiles().openUsed(entry, changes).orElse(null);
        if (inUse == null && entry.isDetached()) {
          throw new FsException(Reason.NO_ENTRY, "gone: " + entry.name);
        }
        // Otherwise its upload was done in this moment: it is opened as what the service has.
      } else {
        Version told = versionToOpen(entry, mode);
        version = told;
        inUse = used(entry, changes, told, null);
      }
    }
    FileHandle handle = new FileHandle(inUse, mode, changes);
    try {
      if (mode.truncate()) {
        io.change(handle.file, file -> file.truncate(0));
      }
    } catch (FsException e) {
      close(handle);
      throw e;
    }
    boolean keep = version != null && sameAsLastOpen(entry, version);
    entry.opened = version;
    if (mode.read() && !changes) {
      ahead.opened(entry);
    }
    return new OpenedFile(handles.add(handle), keep, isShadowed(entry));
  }

  /**
   * Whether handles on earlier content of the name are open: a driver that tells files apart by
   * path shares their cached pages with this one.
   */
  private boolean isShadowed(Entry entry) {
    for (Entry old = entry.predecessor; old != null; old = old.predecessor) {
      if (shared.openFiles().isOpen(old)) {
        return true;
      }
    }
    entry.predecessor = null;
    return false;
  }

  /** Whether the caller may open it, and which content is there. */
  private @Nullable Version versionToOpen(Entry entry, OpenMode mode) throws FsException {
    Node node = lookup.node(entry);
    Optional<String> user = shared.client().traits().user();
    boolean clear =
        shared.access().areClear(node, user, mode.changes())
            || (!mode.changes() && isDelivered(entry));
    if (!clear) {
      Optional<Node> told = lookup.nodeWithAccess(entry);
      // Nobody answers: what is cached or staged can be used, and the rest fails by itself.
      clear = told.isEmpty();
      node = told.orElse(node);
    }
    if (!(node instanceof Node.Data data)) {
      throw new FsException(Reason.IS_DIRECTORY, "no longer a file: " + entry.name);
    }
    if (data.busy() && mode.changes()) {
      throw new FsException(Reason.BUSY, "somebody is uploading it: " + entry.name);
    }
    if (mode.read() && !clear) {
      shared.access().requireReadable(node);
    }
    if (mode.changes()) {
      shared.access().requireUnlocked(node);
      if (!clear) {
        shared.access().requireWritable(node);
      }
    }
    OwnResult own = entry.own;
    return own != null ? own.version() : shared.versions().of(data);
  }

  /** Who was given the bytes a moment ago may read them; no need to ask. */
  private boolean isDelivered(Entry entry) {
    Long at = entry.delivered;
    return at != null && shared.ticker().read() - at < shared.meta().longestLife();
  }

  private static boolean sameAsLastOpen(Entry entry, Version version) {
    Version opened = entry.opened;
    return opened != null && opened.sameContentAs(version);
  }

  private OpenFile used(
      Entry entry, boolean changes, @Nullable Version version, @Nullable Long absentSince) {
    return shared
        .openFiles()
        .open(entry, changes, () -> new OpenFile(shared, contents, entry, version, absentSince));
  }

  /** Opens a file that is created if absent; the new file is only here until it is uploaded. */
  OpenedFile create(Location at, OpenMode mode, int permissions) throws FsException {
    Changes.requireWritable(shared.settings());
    Lookup.Found found = lookup.find(at);
    Entry directory = found.directory();
    try (NameLeases.Lease lease = leases.take(directory, found.name())) {
      Optional<Entry> there = lookup.child(directory, found.name());
      if (there.isEmpty() && mode.exclusive() && shared.settings().exclusiveByServer()) {
        there = lookup.childNow(directory, found.name());
      }
      if (there.isPresent()) {
        if (mode.exclusive()) {
          throw new FsException(Reason.EXISTS, "exists: " + found.name());
        }
        return open(there.get(), mode);
      }
      modes.require(directory, ModeBits.CHANGE);
      locks.requireUnlocked(directory);
      Optional<Node> told = lookup.nodeWithAccess(directory);
      if (told.isPresent()) {
        shared.access().requireWritable(told.get());
      }
      return createHere(directory, found.name(), mode, permissions);
    }
  }

  private OpenedFile createHere(Entry directory, String name, OpenMode mode, int permissions)
      throws FsException {
    Entry entry = shared.tree().replace(directory, name, FileType.FILE); // not remote: it stays
    // O_CREAT changes something also with O_RDONLY, and somebody has to send it.
    OpenFile made = used(entry, true, null, shared.ticker().read());
    FileHandle handle = new FileHandle(made, mode, true);
    try {
      io.change(handle.file, OpenFile::stage);
      io.change(handle.file, file -> file.setModified(shared.clock().instant()));
      entry.mode = permissions;
      entry.madeHere = true;
      if (ModeBits.isTelling(permissions, false)) {
        io.change(
            handle.file, file -> file.change(over -> over.update(f -> f.withMode(permissions))));
      }
    } catch (FsException e) {
      close(handle);
      shared.tree().detach(entry);
      throw e;
    }
    Changes.added(shared, directory, name);
    return new OpenedFile(handles.add(handle), true, false);
  }

  int read(long number, long offset, ByteBuffer into) throws FsException {
    FileHandle handle = handles.get(number);
    if (!handle.mode.read()) {
      throw new FsException(Reason.BAD_HANDLE, "not open for reading");
    }
    int wanted = into.remaining();
    while (into.hasRemaining()) {
      int n = io.read(handle, offset + wanted - into.remaining(), into);
      if (n <= 0) {
        break;
      }
    }
    return wanted - into.remaining();
  }

  Optional<LocalFile> localFile(long number) throws FsException {
    try {
      return local.lend(handles.get(number));
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  int write(long number, long offset, ByteBuffer from) throws FsException {
    FileHandle handle = handles.get(number);
    if (!handle.mode.write()) {
      throw new FsException(Reason.BAD_HANDLE, "not open for writing");
    }
    requirePossible(offset + from.remaining());
    return io.write(handle, handle.mode.append() ? -1 : offset, from);
  }

  void truncate(Location at, long size) throws FsException {
    Entry entry = lookup.entry(at);
    OpenedFile opened = open(entry, OpenMode.WRITE);
    try {
      truncate(opened.handle(), size);
      flush(opened.handle());
    } finally {
      release(opened.handle());
    }
  }

  void truncate(long number, long size) throws FsException {
    FileHandle handle = handles.get(number);
    if (!handle.mode.write()) {
      throw new FsException(Reason.INVALID, "not open for writing");
    }
    requirePossible(size);
    io.truncate(handle.file, size);
  }

  private static void requirePossible(long size) throws FsException {
    if (size > LARGEST) {
      throw new FsException(Reason.TOO_BIG, "more than " + LARGEST + " bytes");
    }
  }

  void flush(long number) throws FsException {
    FileHandle handle = handles.get(number);
    if (handle.changes) {
      io.change(handle.file, OpenFile::acknowledge);
      through.settle(handle.file, false);
      handle.tellProblem();
    }
  }

  void fsync(long number) throws FsException {
    FileHandle handle = handles.get(number);
    io.change(handle.file, OpenFile::force);
    through.settle(handle.file, true);
    handle.tellProblem();
  }

  void release(long number) {
    FileHandle handle = handles.remove(number);
    if (handle != null) {
      close(handle);
    }
  }

  private void close(FileHandle handle) {
    local.takeBack(handle);
    handle.close();
    OpenFile file = handle.file;
    if (handle.changes) {
      try {
        file.acknowledge(); // the kernel flushes before it releases; belt and braces
      } catch (IOException e) {
        file.setProblem(RemoteFaults.translate(e));
      }
    }
    boolean lastWriter = shared.openFiles().close(file, handle.changes);
    StagedFile staged = file.staged();
    if (lastWriter && staged != null && !file.isUnlinked()) {
      staged.closeChannel(); // thousands may wait to be sent; it is opened again on demand
      shared.uploads().submit(file.upload());
      if (file.isUnlinked()) {
        shared.uploads().withdraw(file.upload()); // removed in between, before there was a job
      }
    }
  }

  OpenFile file(long number) throws FsException {
    return handles.get(number).file;
  }

  int openHandles() {
    return handles.size();
  }

  static void requireFile(Entry entry) throws FsException {
    if (entry.isDirectory()) {
      throw new FsException(Reason.IS_DIRECTORY, "a directory: " + entry.name);
    }
    if (entry.type == FileType.LINK) {
      throw new FsException(Reason.LINK_LOOP, "a symbolic link: " + entry.name);
    }
  }

  /** Fetches what open handles of a file still miss, before its name goes. */
  void keepForReaders(Entry entry) throws FsException {
    if (!shared.openFiles().isOpen(entry)) {
      return;
    }
    try {
      OpenFile file = shared.openFiles().of(entry).orElse(null);
      if (file != null) {
        FileIo.completeClean(file);
      }
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }
}
