package org.vosfs.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Reason;

/** What a POSIX filesystem does, in the plainest form: a map from path to file or directory. */
final class ReferenceFs {
  /** A file's content, shared by its name and its handles; a directory has none. */
  static final class Item {
    final boolean directory;
    byte[] bytes = new byte[0];

    /** What close or fsync acknowledged last; null = nothing yet. */
    byte @Nullable [] acknowledged;

    /** Changed since then: a crash may take it back. */
    boolean dirty;

    /** Set by a program, and true until the next change; null = any. */
    @Nullable Instant time;

    Item(boolean directory) {
      this.directory = directory;
    }

    /** A file that somebody else stored. */
    static Item remote(byte[] bytes) {
      Item item = new Item(false);
      item.set(bytes);
      item.acknowledge();
      return item;
    }

    void set(byte[] now) {
      bytes = now;
      dirty = true;
      time = null;
    }

    void write(int offset, byte[] part) {
      byte[] all = Arrays.copyOf(bytes, Math.max(bytes.length, offset + part.length));
      System.arraycopy(part, 0, all, offset, part.length);
      set(all);
    }

    void truncate(int size) {
      set(Arrays.copyOf(bytes, size));
    }

    /** That of a directory moves with what happens in it, and is not looked at. */
    void setTime(Instant now) {
      time = directory ? null : now;
    }

    void acknowledge() {
      acknowledged = bytes;
      dirty = false;
    }
  }

  private final NavigableMap<NodePath, Item> items = new TreeMap<>();

  ReferenceFs() {
    items.put(NodePath.ROOT, new Item(true));
  }

  NavigableMap<NodePath, Item> items() {
    return items;
  }

  Item file(NodePath path) throws FsException {
    Item item = find(path);
    if (item.directory) {
      throw new FsException(Reason.IS_DIRECTORY, path.toString());
    }
    return item;
  }

  Item create(NodePath path, boolean exclusive) throws FsException {
    requireParent(path);
    Item there = items.get(path);
    if (there != null) {
      if (exclusive) {
        throw new FsException(Reason.EXISTS, path.toString());
      }
      return file(path);
    }
    Item made = new Item(false);
    made.dirty = true;
    items.put(path, made);
    return made;
  }

  void mkdir(NodePath path) throws FsException {
    requireParent(path);
    if (items.containsKey(path)) {
      throw new FsException(Reason.EXISTS, path.toString());
    }
    items.put(path, new Item(true));
  }

  void rmdir(NodePath path) throws FsException {
    if (!find(path).directory) {
      throw new FsException(Reason.NOT_DIRECTORY, path.toString());
    }
    requireEmpty(path);
    items.remove(path);
  }

  void unlink(NodePath path) throws FsException {
    file(path);
    items.remove(path);
  }

  void rename(NodePath from, NodePath to) throws FsException {
    requireParent(from); // both directories are looked up before either name, as Linux does
    requireParent(to);
    Item source = find(from);
    Item target = items.get(to);
    if (from.equals(to)) {
      return;
    }
    if (to.startsWith(from)) {
      throw new FsException(Reason.INVALID, to.toString());
    }
    if (target != null) {
      if (source.directory && !target.directory) {
        throw new FsException(Reason.NOT_DIRECTORY, to.toString());
      }
      if (!source.directory && target.directory) {
        throw new FsException(Reason.IS_DIRECTORY, to.toString());
      }
      if (target.directory) {
        requireEmpty(to);
      }
    }
    List<NodePath> below = new ArrayList<>();
    items.keySet().stream().filter(path -> path.startsWith(from)).forEach(below::add);
    for (NodePath path : below) {
      Item item = items.remove(path);
      if (item != null) {
        items.put(to.resolve(path.relativeTo(from)), item);
      }
    }
  }

  Item find(NodePath path) throws FsException {
    requireParent(path);
    @Nullable Item item = items.get(path);
    if (item == null) {
      throw new FsException(Reason.NO_ENTRY, path.toString());
    }
    return item;
  }

  private void requireParent(NodePath path) throws FsException {
    NodePath at = NodePath.ROOT;
    for (String name : path.parent().names()) {
      at = at.resolve(name);
      Item item = items.get(at);
      if (item == null) {
        throw new FsException(Reason.NO_ENTRY, at.toString());
      }
      if (!item.directory) {
        throw new FsException(Reason.NOT_DIRECTORY, at.toString());
      }
    }
  }

  private void requireEmpty(NodePath path) throws FsException {
    if (items.keySet().stream().anyMatch(p -> !p.equals(path) && p.startsWith(path))) {
      throw new FsException(Reason.NOT_EMPTY, path.toString());
    }
  }
}
