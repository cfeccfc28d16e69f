package org.vosfs.fs;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * Whether the names of new files are still free when their turn comes to be sent. A few are looked
 * at one by one; of more in the same directory, one listing tells for all of them.
 *
 * <p>Thread-safe; holds no lock while it asks.
 */
final class Absences {
  private static final Logger log = LoggerFactory.getLogger(Absences.class);

  /** So many looks at single names cost less than a listing. */
  private static final int SINGLY = 4;

  /** Names of one directory that are worth being listed and kept. */
  private static final int MOST_NAMES = 50_000;

  /** Directories remembered at a time; more are only seen while whole trees are sent. */
  private static final int MOST_DIRECTORIES = 64;

  private final VospaceClient client;
  private final Ticker ticker;
  private final Duration life;
  private final SingleFlight<Long, Told> flights;
  private final Map<Long, Directory> directories = new ConcurrentHashMap<>();

  /**
   * @param life how long a listing is believed
   */
  Absences(VospaceClient client, Ticker ticker, Duration life, Duration patience) {
    this.client = client;
    this.ticker = ticker;
    this.life = life;
    this.flights = new SingleFlight<>(patience);
  }

  /** What is known of one directory. */
  private static final class Directory {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile @Nullable Told told;
  }

  /**
   * One listing.
   *
   * @param since ticker reading before it was asked for
   * @param names null: it could not be had, or is too long
   */
  private record Told(long since, @Nullable Set<String> names) {}

  /**
   * True when the service has told lately that nothing has this name.
   *
   * @param directory number of the directory's entry
   * @return false also when that is unknown: the name is to be looked at
   */
  boolean isAbsent(long directory, NodePath path) {
    if (directories.size() > MOST_DIRECTORIES) {
      directories.values().removeIf(known -> !isFresh(known.told));
    }
    Directory at = directories.computeIfAbsent(directory, number -> new Directory());
    if (at.asked.getAndIncrement() < SINGLY) {
      return false;
    }
    Told told = at.told;
    if (told == null || !isFresh(told)) {
      told = ask(at, directory, path.parent());
    }
    Set<String> names = told == null ? null : told.names();
    return names != null && !names.contains(path.name());
  }

  private boolean isFresh(@Nullable Told told) {
    return told != null && ticker.read() - told.since() < life.toNanos();
  }

  private @Nullable Told ask(Directory at, long number, NodePath path) {
    try {
      return flights.ask(
          number,
          () -> {
            Told told = at.told;
            if (told == null || !isFresh(told)) {
              told = list(path);
              at.told = told;
            }
            return told;
          });
    } catch (FsException e) {
      return null;
    }
  }

  /** Too many names to be worth it. */
  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Told list(NodePath path) {
    long since = ticker.read();
    Set<String> names = new HashSet<>();
    try {
      client.list(
          path,
          node -> {
            names.add(node.name());
            if (names.size() > MOST_NAMES) {
              throw new TooMany();
            }
          });
      return new Told(since, names);
    } catch (VospaceException | TooMany e) {
      log.debug("{}: new names are looked at one by one: {}", path, e.toString());
      return new Told(since, null);
    }
  }
}
