package org.vosfs.fs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.vospace.Node;

/**
 * Recognises programs that read the files of a directory one after the other ({@code cat *}, {@code
 * grep -r}, {@code tar}, the headers of images), and brings the next ones into the cache before
 * they are opened, several side by side: over a long way a small file costs its round trips and
 * nothing else. Of a large one it is the head, where ranges can be had: enough to say what it is.
 * "Next" is by name, as the shell sorts, or by number, as {@code readdir} gives. How far to run
 * ahead doubles with every file that was foreseen, and is nothing before the third in a row; into
 * the next directory it is taken along. Thread-safe by one monitor, under which nobody is asked.
 */
final class FilesAhead {
  private static final Logger log = LoggerFactory.getLogger(FilesAhead.class);

  /** The cache. */
  interface Fetcher {
    /** Whether there is nothing to fetch; asks nobody. */
    boolean isCached(Entry file);

    /** Brings the first bytes of a file into the cache. */
    void fetch(Entry file, long bytes) throws FsException;
  }

  /** Of larger files only the head is fetched; the rest is read ahead by what is read of it. */
  private static final long SMALL = 512 << 10;

  /** As much as the first read of a file brings. */
  private static final long HEAD = 256 << 10;

  private static final long MOST_BYTES = 8 << 20;
  private static final int STEPS = 2;
  private static final int FIRST_WINDOW = 4;
  private static final int MOST_AHEAD = 64;
  private static final int SIDE_BY_SIDE = 16;

  /** Files that may be left out and it is still the same order. */
  private static final int NEAR = 4;

  /** Above, sorting names costs more than it may bring. */
  private static final int MOST_FILES = 20_000;

  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final List<Comparator<Entry>> ORDERS =
      List.of(
          Comparator.comparing(entry -> entry.name),
          Comparator.comparingLong(entry -> entry.number));

  /** The files of a directory in one order, and how far they have been read in a row. */
  private static final class Row {
    final List<Entry> files;
    final Map<Long, Integer> places = new HashMap<>();
    int at = -1;
    int steps;

    Row(List<Entry> unsorted, Comparator<Entry> order) {
      files = new ArrayList<>(unsorted);
      files.sort(order);
      for (int i = 0; i < files.size(); i++) {
        places.put(files.get(i).number, i);
      }
    }

    boolean step(Entry file) {
      int before = at;
      at = places.getOrDefault(file.number, -1);
      boolean step = at > before && at - before <= NEAR;
      steps = step ? steps + 1 : 0;
      return step;
    }
  }

  private record Pick(Entry file, long bytes) {}

  private final Shared shared;
  private final Executor background;
  private final Fetcher fetcher;

  private @Nullable Entry directory;
  private @Nullable Entry last;
  private List<Row> rows = List.of();
  private int chosen;

  /** Place behind the last file fetched ahead in the chosen order. */
  private int ahead;

  private boolean walking;

  /** A directory in which nothing is fetched ahead. */
  private @Nullable Entry hopeless;

  private long lastOpened;
  private int window = FIRST_WINDOW;
  private int underWay;
  private long bytesUnderWay;

  /**
   * @param background runs the fetches, several side by side
   */
  FilesAhead(Shared shared, Executor background, Fetcher fetcher) {
    this.shared = shared;
    this.background = background;
    this.fetcher = fetcher;
    this.lastOpened = shared.ticker().read();
  }

  /** Somebody opened this file to read it. */
  void opened(Entry file) {
    Entry parent = shared.tree().parentOf(file);
    if (parent == null || !shared.meta().isListingFresh(parent.number)) {
      return;
    }
    List<Pick> next;
    synchronized (this) {
      long now = shared.ticker().read();
      if (now - lastOpened > RECENT_NANOS) {
        forget();
      }
      lastOpened = now;
      if (file.equals(last)) {
        return;
      }
      note(file, parent);
      last = file;
      next = next();
    }
    next.forEach(this::start);
  }

  /** Sorting waits for the second file of a directory, or programs taking turns would cost much. */
  private void note(Entry file, Entry parent) {
    Entry before = last;
    if (!parent.equals(directory)) {
      directory = parent;
      rows = List.of();
      before = null;
      if (!walking) {
        return;
      }
    }
    if (rows.isEmpty() && !parent.equals(hopeless)) {
      sort(parent);
      if (before != null) {
        step(before);
      }
    }
    step(file);
  }

  private void forget() {
    directory = null;
    rows = List.of();
    walking = false;
    window = FIRST_WINDOW;
  }

  private void sort(Entry parent) {
    ahead = 0;
    rows = new ArrayList<>();
    List<Entry> files = new ArrayList<>();
    for (Entry child : shared.tree().children(parent)) {
      if (bytesAhead(child) > 0) {
        files.add(child);
      }
    }
    if (files.size() <= MOST_FILES) {
      ORDERS.forEach(order -> rows.add(new Row(files, order)));
    } else {
      hopeless = parent;
    }
  }

  /** Bytes of a file worth being fetched ahead; 0 for everything else. */
  private long bytesAhead(Entry entry) {
    if (entry.type != FileType.FILE || !entry.remote || shared.openFiles().isStaged(entry)) {
      return 0;
    }
    Optional<Node> node = shared.meta().fresh(entry.number);
    OwnResult own = entry.own;
    long told = node.isPresent() && node.get() instanceof Node.Data data ? data.length() : 0;
    long length = own != null ? own.version().length() : told;
    if (length <= SMALL) {
      return length;
    }
    return shared.client().traits().ranges().orElse(false) ? HEAD : 0;
  }

  private void step(Entry file) {
    if (rows.isEmpty()) {
      return;
    }
    boolean foreseen = rows.get(chosen).places.getOrDefault(file.number, MOST_FILES) < ahead;
    boolean stepped = false;
    for (Row row : rows) {
      stepped |= row.step(file);
    }
    if (foreseen) {
      window = Math.min(MOST_AHEAD, 2 * window);
    }
    if (!stepped) {
      walking = false;
      window = FIRST_WINDOW;
      ahead = 0;
      return;
    }
    if (!walking || rows.get(chosen).steps == 0) {
      int best = rows.get(0).steps >= rows.get(1).steps ? 0 : 1;
      if (best != chosen) {
        chosen = best;
        ahead = 0;
      }
      walking = walking || rows.get(best).steps > STEPS;
    }
  }

  /** Takes what is to be fetched now; the caller starts it without the monitor. */
  private List<Pick> next() {
    List<Pick> found = new ArrayList<>();
    if (!walking || rows.isEmpty()) {
      return found;
    }
    Row row = rows.get(chosen);
    ahead = Math.max(ahead, row.at + 1);
    int end = Math.min(row.files.size(), row.at + 1 + window);
    while (ahead < end && underWay < SIDE_BY_SIDE && bytesUnderWay < MOST_BYTES) {
      Pick pick = new Pick(row.files.get(ahead), bytesAhead(row.files.get(ahead)));
      ahead++;
      if (pick.bytes > 0 && !fetcher.isCached(pick.file)) {
        found.add(pick);
        underWay++;
        bytesUnderWay += pick.bytes;
      }
    }
    return found;
  }

  private void start(Pick pick) {
    try {
      background.execute(() -> fetch(pick));
    } catch (RejectedExecutionException e) {
      ended(pick, false); // the mount is ending
    }
  }

  private void fetch(Pick pick) {
    boolean done = false;
    try {
      fetcher.fetch(pick.file, pick.bytes);
      done = true;
    } catch (FsException e) {
      log.debug("{}: not fetched ahead: {}", pick.file, e.getMessage()); // who opens it is told
    } finally {
      ended(pick, done);
    }
  }

  private void ended(Pick pick, boolean goOn) {
    List<Pick> next;
    synchronized (this) {
      underWay--;
      bytesUnderWay -= pick.bytes;
      if (!goOn) {
        hopeless = directory;
        rows = List.of();
        walking = false;
        window = FIRST_WINDOW;
      }
      next = next();
    }
    next.forEach(this::start);
  }
}
