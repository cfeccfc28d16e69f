package org.vosfs.vospace.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What uploads have learned of storage sites; forgotten with the process. Thread-safe. */
final class SiteFacts {
  /** How often a site may not answer when an upload wants to go on, before another one is used. */
  private static final int MOST_SILENCES = 5;

  private final Segmenting settings;
  private final Map<String, Long> wholeUpTo = new ConcurrentHashMap<>();
  private final Map<String, Segmenting.Size> sizes = new ConcurrentHashMap<>();

  /** By transaction. */
  private final Map<String, Integer> silences = new ConcurrentHashMap<>();

  SiteFacts(Segmenting settings) {
    this.settings = settings;
  }

  private static String site(Endpoint place) {
    return Left.at(place, "", 0).site();
  }

  /** Longest contents that the site takes as one segment only: nothing is won there. */
  long takesWhole(Endpoint place) {
    return wholeUpTo.getOrDefault(site(place), 0L);
  }

  void takesWhole(Endpoint place, long upTo) {
    wholeUpTo.put(site(place), upTo);
  }

  Segmenting.Size segmentSize(Endpoint place) {
    return sizes.computeIfAbsent(site(place), site -> new Segmenting.Size(settings));
  }

  /** The site knows of the transaction, or that it has none. */
  void answered(Left left) {
    silences.remove(left.id());
  }

  /** Once more it did not answer; whether that is enough to give the transaction up. */
  boolean isSilentForLong(Left left) {
    boolean enough = silences.merge(left.id(), 1, Integer::sum) >= MOST_SILENCES;
    if (enough) {
      silences.remove(left.id());
    }
    return enough;
  }
}
