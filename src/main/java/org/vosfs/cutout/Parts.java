package org.vosfs.cutout;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers of parts. The kernel asks by number for what it knows; so many are kept. Thread-safe.
 */
final class Parts {
  /** Above those of entries, which count from 1, and below what a double holds exactly. */
  static final long FIRST = 1L << 50;

  private static final int MOST = 20_000;

  private final Map<PartKey, Long> numbers = new HashMap<>();
  private final LinkedHashMap<Long, PartKey> parts = new LinkedHashMap<>(16, 0.75f, true);
  private long last = FIRST;

  static boolean isNumber(long number) {
    return number >= FIRST;
  }

  synchronized long number(PartKey key) {
    Long known = numbers.get(key);
    if (known != null) {
      var unused = parts.get(known); // used just now
      return known;
    }
    long number = ++last;
    numbers.put(key, number);
    parts.put(number, key);
    if (parts.size() > MOST) {
      var oldest = parts.entrySet().iterator();
      numbers.remove(oldest.next().getValue());
      oldest.remove();
    }
    return number;
  }

  synchronized Optional<PartKey> of(long number) {
    return Optional.ofNullable(parts.get(number));
  }
}
