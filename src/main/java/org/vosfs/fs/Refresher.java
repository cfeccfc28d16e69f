package org.vosfs.fs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks again for what is shown although it is old, once for all who see it. Thread-safe. */
final class Refresher {
  private static final Logger log = LoggerFactory.getLogger(Refresher.class);

  private final Listings listings;
  private final Executor background;
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

  Refresher(Listings listings, Executor background) {
    this.listings = listings;
    this.background = background;
  }

  void listing(Entry directory) {
    if (!underWay.contains(directory.number)) {
      listings.refresh(directory);
    }
  }

  /** Asks for one entry. */
  void later(Entry entry, SingleFlight.Question<?> question) {
    if (!underWay.add(entry.number)) {
      return;
    }
    try {
      background.execute(
          () -> {
            try {
              question.ask();
            } catch (FsException e) {
              log.debug("{} not refreshed: {}", entry, e.getMessage());
            } finally {
              underWay.remove(entry.number);
            }
          });
    } catch (RejectedExecutionException e) {
      underWay.remove(entry.number); // the mount is ending
    }
  }
}
