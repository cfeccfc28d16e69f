package org.vosfs.fs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Recognises programs that walk a tree ({@code find}, {@code ls -R}, {@code du}), and lists the
 * directories they will come to before they do, several side by side. A walk is a directory read
 * soon after its parent, for the second time; how far to run ahead doubles with every directory
 * that was read after having been listed ahead, and is little at first, so that looking around in a
 * shell costs next to nothing. Thread-safe by one monitor, under which nobody is asked.
 */
final class ListAhead {
  private static final int STEPS = 2;
  private static final int FIRST_WINDOW = 4;
  private static final int MOST_AHEAD = 64;
  private static final int SIDE_BY_SIDE = 24;
  private static final int REMEMBERED = 4096;
  private static final int MOST_LOOKED_AT = 1000;
  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Shared shared;
  private final Listings listings;
  private final Map<Long, Long> read = bounded(REMEMBERED);
  private final Map<Long, List<Entry>> directories = bounded(MOST_AHEAD);

  /** Listed ahead, or about to be, and not read yet. */
  private final Set<Long> unread = new LinkedHashSet<>();

  private Entry at;
  private int steps;
  private int window = FIRST_WINDOW;
  private int underWay;

  ListAhead(Shared shared, Listings listings) {
    this.shared = shared;
    this.listings = listings;
    this.at = shared.tree().root();
  }

  private static <V> Map<Long, V> bounded(int most) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > most;
      }
    };
  }

  /** Somebody reads this directory from its beginning; {@code run} is what is read. */
  void reading(Entry directory, ListingRun run) {
    Entry parent = shared.tree().parentOf(directory);
    synchronized (this) {
      boolean again = isRecent(directory);
      boolean step = parent != null && isRecent(parent);
      read.put(directory.number, shared.ticker().read());
      directories.remove(directory.number);
      boolean foreseen = unread.remove(directory.number);
      if (foreseen) {
        window = Math.min(MOST_AHEAD, 2 * window);
      }
      if (again) {
        return;
      }
      if (step) {
        if (!foreseen) {
          unread.clear(); // the walk goes another way than was thought
        }
        steps++;
      } else {
        steps = 0;
        window = FIRST_WINDOW;
        unread.clear();
      }
      at = directory;
    }
    run.whenEnded(this::listAhead); // what is below a directory comes before what follows it
  }

  private boolean isRecent(Entry directory) {
    Long when = read.get(directory.number);
    return when != null && shared.ticker().read() - when < RECENT_NANOS;
  }

  private void listAhead() {
    List<Entry> next = new ArrayList<>();
    synchronized (this) {
      int room = Math.min(SIDE_BY_SIDE - underWay, window - unread.size());
      if (steps < STEPS || room <= 0) {
        return;
      }
      new Search(next, room).from(at);
      next.forEach(directory -> unread.add(directory.number));
      underWay += next.size();
    }
    next.forEach(directory -> listings.ahead(directory, () -> listed(directory)));
  }

  private void listed(Entry directory) {
    synchronized (this) {
      underWay--;
      directories.remove(directory.number);
    }
    listAhead();
  }

  /** The known directories in one, in the order they are read in. */
  private List<Entry> directoriesIn(Entry directory) {
    List<Entry> known = directories.get(directory.number);
    if (known != null) {
      return known;
    }
    List<Entry> found = new ArrayList<>();
    for (Entry child : shared.tree().children(directory)) {
      if (child.isDirectory() && child.remote) {
        found.add(child);
      }
    }
    found.sort(Comparator.comparingLong(child -> child.number));
    // While its listing is under way, more will come.
    if (shared.meta().isListingFresh(directory.number)) {
      directories.put(directory.number, found);
    }
    return found;
  }

  /** Looks for what a walk comes to next: what is below a place, then what follows it. */
  private final class Search {
    private final List<Entry> found;
    private final int most;
    private int looks;

    Search(List<Entry> found, int most) {
      this.found = found;
      this.most = most;
    }

    private boolean isOver() {
      return found.size() >= most || looks > MOST_LOOKED_AT;
    }

    void from(Entry place) {
      below(place);
      Entry child = place;
      Entry parent = shared.tree().parentOf(child);
      while (parent != null && isRecent(parent) && !isOver()) {
        long after = child.number;
        List<Entry> siblings = directoriesIn(parent);
        for (int i = firstAfter(siblings, after); i < siblings.size() && !isOver(); i++) {
          look(siblings.get(i));
        }
        child = parent;
        parent = shared.tree().parentOf(child);
      }
    }

    private int firstAfter(List<Entry> siblings, long number) {
      int low = 0;
      int high = siblings.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (siblings.get(middle).number <= number) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private void below(Entry directory) {
      for (Entry child : directoriesIn(directory)) {
        if (isOver()) {
          return;
        }
        look(child);
      }
    }

    private void look(Entry directory) {
      looks++;
      if (shared.meta().isListingFresh(directory.number)) {
        below(directory);
      } else if (!unread.contains(directory.number) && !listings.isRunning(directory)) {
        found.add(directory);
      }
    }
  }
}
