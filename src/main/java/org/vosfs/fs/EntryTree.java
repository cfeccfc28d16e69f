package org.vosfs.fs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;

/**
 * All entries by place and by number. Knows names only; never asks the service.
 *
 * <p>Thread-safe by one monitor, held for map operations only.
 */
final class EntryTree {
  private final Entry root = new Entry(Location.ROOT_NUMBER, FileType.DIRECTORY, null, "");
  private final NumberedEntries byNumber = new NumberedEntries();
  private long lastNumber = Location.ROOT_NUMBER;
  private final Map<Long, Map<String, Long>> changes = new HashMap<>();
  private long lastChange;
  private int questions;

  /** Shared by those who take in answers, alone for those who change names. Before all others. */
  private final ReentrantReadWriteLock settling = new ReentrantReadWriteLock();

  EntryTree() {
    root.remote = true;
    byNumber.put(root);
  }

  Entry root() {
    return root;
  }

  synchronized Optional<Entry> byNumber(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  synchronized Optional<Entry> child(Entry directory, String name) {
    return Optional.ofNullable(directory.children.get(name));
  }

  synchronized List<Entry> children(Entry directory) {
    return new ArrayList<>(directory.children.values());
  }

  /** How many children are directories. */
  synchronized int directoriesIn(Entry directory) {
    return directory.directories;
  }

  /** The entry of that name and type, made if there is none; one of another type is replaced. */
  synchronized Entry ensure(Entry directory, String name, FileType type) {
    Entry known = directory.children.get(name);
    if (known != null && known.type == type) {
      return known;
    }
    if (known != null) {
      detach(known);
    }
    return add(directory, name, type);
  }

  /** A new entry in place of whatever had the name. */
  synchronized Entry replace(Entry directory, String name, FileType type) {
    Entry known = directory.children.get(name);
    if (known != null) {
      detach(known);
    }
    return add(directory, name, type);
  }

  private Entry add(Entry directory, String name, FileType type) {
    Entry entry = new Entry(++lastNumber, type, directory, name);
    put(directory, name, entry);
    byNumber.put(entry);
    return entry;
  }

  /** Takes an entry, and all below it, out of the tree; it keeps its number for open handles. */
  synchronized void detach(Entry entry) {
    Entry parent = entry.parent;
    if (parent == null) {
      return;
    }
    remove(parent, entry);
    entry.parent = null;
    forgetNumbers(entry);
  }

  private void forgetNumbers(Entry entry) {
    entry.markDetached();
    byNumber.remove(entry.number);
    entry.children.values().forEach(this::forgetNumbers);
  }

  /** Moves an entry, whatever hangs below it, over whatever had the new name. */
  synchronized void move(Entry entry, Entry directory, String name) {
    Entry replaced = directory.children.get(name);
    if (replaced == entry) {
      return;
    }
    if (replaced != null) {
      detach(replaced);
    }
    Entry parent = entry.parent;
    if (parent != null) {
      remove(parent, entry);
    }
    entry.parent = directory;
    entry.name = name;
    put(directory, name, entry);
  }

  /** The name is free; counting here spares every stat of a directory to look at its children. */
  private static void put(Entry directory, String name, Entry entry) {
    directory.children.put(name, entry);
    directory.directories += entry.isDirectory() ? 1 : 0;
  }

  private static void remove(Entry directory, Entry entry) {
    if (directory.children.remove(entry.name, entry)) {
      directory.directories -= entry.isDirectory() ? 1 : 0;
    }
  }

  /** Drops an entry nobody needs any more, to save memory; a directory only when it is empty. */
  synchronized void prune(Entry entry) {
    if (entry.children.isEmpty() && entry.parent != null) {
      detach(entry);
    }
  }

  /**
   * Where the entry is now, as the service names it.
   *
   * @throws FsException {@link Reason#NO_ENTRY} when its name is gone
   */
  synchronized NodePath path(Entry entry) throws FsException {
    List<String> names = new ArrayList<>();
    Entry at = entry;
    while (at != root) {
      names.add(at.name);
      Entry parent = at.parent;
      if (parent == null || at.isDetached()) {
        throw new FsException(Reason.NO_ENTRY, "the name is gone: " + entry.name);
      }
      at = parent;
    }
    StringBuilder path = new StringBuilder("/");
    for (int i = names.size() - 1; i >= 0; i--) {
      path.append(names.get(i)).append(i > 0 ? "/" : "");
    }
    return NodePath.of(path.toString());
  }

  synchronized @Nullable Entry parentOf(Entry entry) {
    return entry.parent;
  }

  synchronized String nameOf(Entry entry) {
    return entry.name;
  }

  /** The numbers of these entries and of all above them. */
  synchronized Set<Long> pathNumbers(List<Entry> entries) {
    Set<Long> numbers = new HashSet<>();
    for (Entry entry : entries) {
      for (Entry at = entry; at != null; at = at.parent) {
        numbers.add(at.number);
      }
    }
    return numbers;
  }

  synchronized boolean isBelow(Entry entry, Entry ancestor) {
    for (Entry at = entry; at != null; at = at.parent) {
      if (at == ancestor) {
        return true;
      }
    }
    return false;
  }

  /**
   * A question to the service begins. What this mount changes until it is answered counts more than
   * the answer; see {@link #changedSince}.
   */
  synchronized long beginQuestion() {
    questions++;
    return lastChange;
  }

  synchronized void endQuestion() {
    if (--questions == 0) {
      changes.clear();
    }
  }

  /**
   * Changes names: a change and its {@link #noteChange note} are one step for those who take in an
   * answer. Local work only, and nobody may hold the lock of an open file.
   */
  void changing(Runnable change) {
    settling.writeLock().lock();
    try {
      change.run();
    } finally {
      settling.writeLock().unlock();
    }
  }

  /** Takes in an answer: no name is changed meanwhile. Local work only, and no change of ours. */
  <T> T takingIn(Supplier<T> work) {
    settling.readLock().lock();
    try {
      return work.get();
    } finally {
      settling.readLock().unlock();
    }
  }

  /** Notes an own change of a name, so that answers under way do not undo it. */
  synchronized void noteChange(Entry directory, String name) {
    if (questions > 0) {
      changes.computeIfAbsent(directory.number, number -> new HashMap<>()).put(name, ++lastChange);
    }
  }

  /** Names of the directory changed by this mount since the question with {@code mark} began. */
  synchronized Set<String> changedSince(Entry directory, long mark) {
    Set<String> names = new HashSet<>();
    changes
        .getOrDefault(directory.number, Map.of())
        .forEach(
            (name, change) -> {
              if (change > mark) {
                names.add(name);
              }
            });
    return names;
  }

  /** Whether this mount changed that name since the question with {@code mark} began. */
  synchronized boolean isChangedSince(Entry directory, String name, long mark) {
    return changes.getOrDefault(directory.number, Map.of()).getOrDefault(name, mark) > mark;
  }

  synchronized int size() {
    return byNumber.size();
  }
}
