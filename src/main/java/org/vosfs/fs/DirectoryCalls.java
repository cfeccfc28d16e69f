package org.vosfs.fs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.Node;

/**
 * Reading directories, while their listing still comes if need be. What a handle lists is frozen at
 * its first fill, so that cookies stay good.
 */
final class DirectoryCalls {
  /** Cookies 1 and 2 are behind the two dots. */
  private static final int DOTS = 2;

  private static final class DirectoryHandle {
    final Entry directory;
    private @Nullable ListingRun run;

    DirectoryHandle(Entry directory) {
      this.directory = directory;
    }

    synchronized void begin(ListingRun listing) {
      run = listing;
    }

    synchronized @Nullable ListingRun listing() {
      return run;
    }
  }

  private final Shared shared;
  private final Lookup lookup;
  private final Listings listings;
  private final ListAhead ahead;
  private final ModeBits modes;
  private final HandleTable<DirectoryHandle> handles = new HandleTable<>();

  DirectoryCalls(Shared shared, Lookup lookup, Listings listings, ModeBits modes) {
    this.shared = shared;
    this.lookup = lookup;
    this.listings = listings;
    this.ahead = new ListAhead(shared, listings);
    this.modes = modes;
  }

  long open(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    Lookup.requireDirectory(entry);
    modes.require(entry, 4);
    if (shared.meta().isAccessFresh(entry.number)) {
      Node node = shared.meta().known(entry.number).orElseThrow();
      shared.access().requireReadable(node);
    }
    return handles.add(new DirectoryHandle(entry));
  }

  void read(long number, long cookie, DirectoryFill fill) throws FsException {
    DirectoryHandle handle = handles.get(number);
    ListingRun run = handle.listing();
    if (cookie == 0 || run == null) {
      run = listings.open(handle.directory);
      handle.begin(run);
      ahead.reading(handle.directory, run);
    }
    // What is wrong with a directory is told before anything of it.
    List<ListingRun.Row> rows = rows(run, (int) Math.max(0, cookie - DOTS), true);
    if (cookie <= 0 && !fill.add(".", handle.directory.number, FileType.DIRECTORY, 1)) {
      return;
    }
    if (cookie <= 1 && !fill.add("..", numberAbove(handle.directory), FileType.DIRECTORY, DOTS)) {
      return;
    }
    int place = (int) Math.max(0, cookie - DOTS);
    while (!rows.isEmpty()) {
      for (ListingRun.Row row : rows) {
        place++;
        String name = shared.settings().names().toPosix(row.name());
        if (!fill.add(name, row.number(), row.type(), place + DOTS)) {
          return;
        }
      }
      rows = rows(run, place, false);
    }
  }

  private List<ListingRun.Row> rows(ListingRun run, int place, boolean waiting) throws FsException {
    return run.from(place, waiting, shared.settings().deadline().toNanos());
  }

  private long numberAbove(Entry directory) {
    Entry parent = shared.tree().parentOf(directory);
    return parent == null ? directory.number : parent.number;
  }

  void release(long number) {
    handles.remove(number);
  }

  int openHandles() {
    return handles.size();
  }
}
