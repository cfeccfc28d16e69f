package org.vosfs.testing;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.DirectoryFill;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FileType;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.fs.RenameMode;
import org.vosfs.fs.SpaceUsage;
import org.vosfs.fs.TimeChange;

/**
 * A small, correct filesystem in memory: what the adapter is tested with. Everything under one
 * monitor. A file beyond {@link #BIGGEST} bytes is TOO_BIG, a name {@code bug} makes it throw.
 */
public final class MemoryFileSystem implements FileSystem {
  /** Most bytes of one file. */
  public static final int BIGGEST = 256 << 20;

  private record Handle(MemoryNode node, OpenMode mode) {}

  private record Listed(String name, MemoryNode node) {}

  private final InstantSource clock;
  private final MemoryNode root;
  private final Map<Long, MemoryNode> nodes = new HashMap<>();
  private final Map<Long, Handle> handles = new HashMap<>();
  private final Map<Long, List<Listed>> listings = new HashMap<>();
  private long nextNumber = Location.ROOT_NUMBER;
  private long nextHandle = 1;

  public MemoryFileSystem(InstantSource clock) {
    this.clock = clock;
    this.root = make(FileType.DIRECTORY, 0755, "");
    this.root.parent = root;
  }

  private MemoryNode make(FileType type, int permissions, String target) {
    MemoryNode node = new MemoryNode(nextNumber++, type, permissions, target, clock.instant());
    nodes.put(node.number, node);
    return node;
  }

  /** How many files and directories are open. */
  public synchronized int openHandles() {
    return handles.size() + listings.size();
  }

  private MemoryNode find(Location at) throws FsException {
    MemoryNode node = nodes.get(at.anchor());
    for (String name : at.rest().names()) {
      if (name.equals("bug")) {
        throw new IllegalStateException("the bug that was asked for");
      }
      node = node == null ? null : child(node, name);
    }
    if (node == null) {
      throw new FsException(Reason.NO_ENTRY, at + ": no such entry");
    }
    return node;
  }

  private static @Nullable MemoryNode child(MemoryNode node, String name) throws FsException {
    if (!node.isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, "not a directory on the way to " + name);
    }
    return node.children.get(name);
  }

  private MemoryNode parent(Location at) throws FsException {
    if (at.rest().isRoot()) {
      throw new FsException(Reason.BUSY, "the root stays");
    }
    MemoryNode parent = find(new Location(at.anchor(), at.rest().parent()));
    if (!parent.isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, at + ": parent is no directory");
    }
    return parent;
  }

  private Handle handle(long number) throws FsException {
    Handle handle = handles.get(number);
    if (handle == null) {
      throw new FsException(Reason.BAD_HANDLE, "handle " + number);
    }
    return handle;
  }

  @Override
  public synchronized Attributes attributes(Location at) throws FsException {
    return find(at).attributes();
  }

  @Override
  public synchronized Attributes attributes(long handle) throws FsException {
    return handle(handle).node().attributes();
  }

  @Override
  public synchronized void access(Location at, int mask) throws FsException {
    MemoryNode node = find(at);
    if ((node.permissions >> 6 & mask) != mask) {
      throw new FsException(Reason.ACCESS, at + ": no access");
    }
  }

  @Override
  public synchronized long openDirectory(Location at) throws FsException {
    MemoryNode node = find(at);
    if (!node.isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, at + ": not a directory");
    }
    List<Listed> entries = new ArrayList<>();
    entries.add(new Listed(".", node));
    entries.add(new Listed("..", node.parent == null ? node : node.parent));
    node.children.forEach((name, child) -> entries.add(new Listed(name, child)));
    listings.put(nextHandle, entries);
    return nextHandle++;
  }

  @Override
  public synchronized void readDirectory(long handle, long cookie, DirectoryFill fill)
      throws FsException {
    List<Listed> entries = listings.get(handle);
    if (entries == null) {
      throw new FsException(Reason.BAD_HANDLE, "directory handle " + handle);
    }
    for (int i = (int) cookie; i < entries.size(); i++) {
      Listed entry = entries.get(i);
      if (!fill.add(entry.name(), entry.node().number, entry.node().type, i + 1L)) {
        return;
      }
    }
  }

  @Override
  public synchronized void releaseDirectory(long handle) {
    listings.remove(handle);
  }

  @Override
  public synchronized OpenedFile open(Location at, OpenMode mode) throws FsException {
    return open(find(at), mode);
  }

  private OpenedFile open(MemoryNode node, OpenMode mode) throws FsException {
    if (node.isDirectory()) {
      throw new FsException(Reason.IS_DIRECTORY, "a directory");
    }
    if (mode.truncate()) {
      node.truncate(0);
      touch(node);
    }
    node.openCount++;
    handles.put(nextHandle, new Handle(node, mode));
    return new OpenedFile(nextHandle++, false, false);
  }

  @Override
  public synchronized OpenedFile create(Location at, OpenMode mode, int permissions)
      throws FsException {
    MemoryNode parent = parent(at);
    MemoryNode there = parent.children.get(at.rest().name());
    if (there == null) {
      return open(add(at, FileType.FILE, permissions, ""), mode);
    }
    if (mode.exclusive()) {
      throw new FsException(Reason.EXISTS, at + " exists");
    }
    return open(there, mode);
  }

  private MemoryNode add(Location at, FileType type, int permissions, String target)
      throws FsException {
    MemoryNode parent = parent(at);
    String name = at.rest().name();
    if (parent.children.containsKey(name)) {
      throw new FsException(Reason.EXISTS, at + " exists");
    }
    MemoryNode node = make(type, permissions, target);
    node.parent = parent;
    parent.children.put(name, node);
    touch(parent);
    return node;
  }

  private void touch(MemoryNode node) {
    node.modified = clock.instant();
    node.changed = node.modified;
  }

  @Override
  public synchronized int read(long handle, long offset, ByteBuffer into) throws FsException {
    Handle open = handle(handle);
    if (!open.mode().read()) {
      throw new FsException(Reason.BAD_HANDLE, "not open for reading");
    }
    return open.node().read(offset, into);
  }

  @Override
  public synchronized int write(long handle, long offset, ByteBuffer from) throws FsException {
    Handle open = handle(handle);
    if (!open.mode().write()) {
      throw new FsException(Reason.BAD_HANDLE, "not open for writing");
    }
    long start = open.mode().append() ? open.node().length() : offset;
    int count = from.remaining();
    open.node().write(size(start + count) - count, from);
    touch(open.node());
    return count;
  }

  private static int size(long size) throws FsException {
    if (size > BIGGEST) {
      throw new FsException(Reason.TOO_BIG, size + " bytes");
    }
    return (int) size;
  }

  @Override
  public synchronized void truncate(Location at, long size) throws FsException {
    MemoryNode node = find(at);
    node.truncate(size(size));
    touch(node);
  }

  @Override
  public synchronized void truncate(long handle, long size) throws FsException {
    MemoryNode node = handle(handle).node();
    node.truncate(size(size));
    touch(node);
  }

  @Override
  public synchronized void flush(long handle) throws FsException {
    handle(handle);
  }

  @Override
  public synchronized void fsync(long handle) throws FsException {
    handle(handle);
  }

  @Override
  public synchronized void release(long handle) {
    Handle open = handles.remove(handle);
    if (open != null) {
      open.node().openCount--;
      forget(open.node());
    }
  }

  private void forget(MemoryNode node) {
    if (node.parent == null && node.openCount == 0) {
      nodes.remove(node.number);
    }
  }

  @Override
  public synchronized void makeDirectory(Location at, int permissions) throws FsException {
    add(at, FileType.DIRECTORY, permissions, "");
  }

  @Override
  public synchronized void removeDirectory(Location at) throws FsException {
    MemoryNode node = find(at);
    if (!node.isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, at + ": not a directory");
    }
    if (!node.children.isEmpty()) {
      throw new FsException(Reason.NOT_EMPTY, at + ": not empty");
    }
    remove(at, node);
  }

  @Override
  public synchronized void unlink(Location at) throws FsException {
    MemoryNode node = find(at);
    if (node.isDirectory()) {
      throw new FsException(Reason.IS_DIRECTORY, at + ": a directory");
    }
    remove(at, node);
  }

  private void remove(Location at, MemoryNode node) throws FsException {
    MemoryNode parent = parent(at);
    parent.children.remove(at.rest().name());
    touch(parent);
    node.parent = null;
    forget(node);
  }

  @Override
  public synchronized void rename(Location from, Location to, RenameMode mode) throws FsException {
    MemoryNode node = find(from);
    MemoryNode target = parent(to).children.get(to.rest().name());
    if (target == node) {
      return;
    }
    for (MemoryNode up = parent(to); up != null && up != root; up = up.parent) {
      if (up == node) {
        throw new FsException(Reason.INVALID, from + " into itself");
      }
    }
    if (target != null) {
      replace(node, to, target, mode);
    }
    parent(from).children.remove(from.rest().name());
    touch(parent(from));
    node.parent = parent(to);
    parent(to).children.put(to.rest().name(), node);
    touch(parent(to));
  }

  private void replace(MemoryNode node, Location to, MemoryNode target, RenameMode mode)
      throws FsException {
    if (mode == RenameMode.NO_REPLACE) {
      throw new FsException(Reason.EXISTS, to + " exists");
    }
    if (node.isDirectory() && !target.isDirectory()) {
      throw new FsException(Reason.NOT_DIRECTORY, to + ": not a directory");
    }
    if (target.isDirectory()) {
      if (!node.isDirectory()) {
        throw new FsException(Reason.IS_DIRECTORY, to + ": a directory");
      }
      removeDirectory(to);
    } else {
      unlink(to);
    }
  }

  @Override
  public synchronized String readLink(Location at) throws FsException {
    MemoryNode node = find(at);
    if (node.type != FileType.LINK) {
      throw new FsException(Reason.INVALID, at + ": not a link");
    }
    return node.target;
  }

  @Override
  public synchronized void makeLink(Location at, String target) throws FsException {
    add(at, FileType.LINK, 0777, target);
  }

  @Override
  public synchronized void setPermissions(Location at, int permissions) throws FsException {
    find(at).permissions = permissions;
  }

  @Override
  public synchronized void setOwner(Location at, int user, int group) throws FsException {
    find(at);
  }

  @Override
  public synchronized void setTimes(Location at, TimeChange times) throws FsException {
    MemoryNode node = find(at);
    if (times.accessed() != null) {
      node.accessed = times.accessed();
    }
    if (times.modified() != null) {
      node.modified = times.modified();
    }
    node.changed = clock.instant();
  }

  /** A file named {@code marked} has one. */
  @Override
  public synchronized byte[] extended(Location at, String name) throws FsException {
    if (isMarked(find(at)) && name.equals("user.mark")) {
      return "here \u00e4".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    throw new FsException(Reason.NO_DATA, "no such attribute");
  }

  @Override
  public synchronized List<String> extendedNames(Location at) throws FsException {
    return isMarked(find(at)) ? List.of("user.mark", "user.other") : List.of();
  }

  @Override
  public void setExtended(Location at, String name, byte[] value, org.vosfs.fs.AttributeMode mode)
      throws FsException {
    throw new FsException(Reason.UNSUPPORTED, "no attributes are kept");
  }

  @Override
  public void removeExtended(Location at, String name) throws FsException {
    throw new FsException(Reason.UNSUPPORTED, "no attributes are kept");
  }

  private static boolean isMarked(MemoryNode node) {
    MemoryNode parent = node.parent;
    return parent != null && parent.children.get("marked") == node;
  }

  @Override
  public synchronized SpaceUsage usage(Location at) {
    return new SpaceUsage(1L << 40, 1L << 39);
  }

  @Override
  public void close() {}
}
