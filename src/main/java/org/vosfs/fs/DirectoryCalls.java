package org.vosfs.fs;

import java.util.ArrayList;
import java.util.List;
import org.vosfs.vospace.Node;

/**
 * Reading directories. What a handle lists is frozen at its first fill, so that cookies stay good.
 */
final class DirectoryCalls {
  private record Row(String name, long number, FileType type) {}

  private static final class DirectoryHandle {
    final Entry directory;
    List<Row> rows = List.of();

    DirectoryHandle(Entry directory) {
      this.directory = directory;
    }
  }

  private final Shared shared;
  private final Lookup lookup;
  private final Listings listings;
  private final HandleTable<DirectoryHandle> handles = new HandleTable<>();

  DirectoryCalls(Shared shared, Lookup lookup, Listings listings) {
    this.shared = shared;
    this.lookup = lookup;
    this.listings = listings;
  }

  long open(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    Lookup.requireDirectory(entry);
    if (shared.meta().isAccessFresh(entry.number)) {
      Node node = shared.meta().known(entry.number).orElseThrow();
      shared.access().requireReadable(node);
    }
    return handles.add(new DirectoryHandle(entry));
  }

  void read(long number, long cookie, DirectoryFill fill) throws FsException {
    DirectoryHandle handle = handles.get(number);
    List<Row> rows;
    synchronized (handle) {
      rows = handle.rows;
    }
    if (cookie == 0 || rows.isEmpty()) {
      rows = rows(handle.directory);
      synchronized (handle) {
        handle.rows = rows;
      }
    }
    for (int at = (int) Math.max(0, cookie); at < rows.size(); at++) {
      Row row = rows.get(at);
      if (!fill.add(row.name, row.number, row.type, at + 1L)) {
        return;
      }
    }
  }

  private List<Row> rows(Entry directory) throws FsException {
    List<Entry> entries = listings.list(directory);
    List<Row> rows = new ArrayList<>(entries.size() + 2);
    Entry parent = shared.tree().parentOf(directory);
    long up = parent == null ? directory.number : parent.number;
    rows.add(new Row(".", directory.number, FileType.DIRECTORY));
    rows.add(new Row("..", up, FileType.DIRECTORY));
    for (Entry entry : entries) {
      String name = shared.settings().names().toPosix(shared.tree().nameOf(entry));
      rows.add(new Row(name, entry.number, entry.type));
    }
    return rows;
  }

  void release(long number) {
    handles.remove(number);
  }

  int openHandles() {
    return handles.size();
  }
}
