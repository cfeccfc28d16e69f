package org.vosfs.testing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a writer was promised, as its manifest tells: for each path what must be there, and what may
 * be there as well because it was written and not acknowledged yet. Texts are those of {@link
 * Tree}. For one thread.
 */
public final class Ledger {
  /**
   * One path.
   *
   * @param promised what was acknowledged last; null = absent
   * @param possible what was written since
   */
  private record Known(@Nullable String promised, Set<String> possible) {
    static final Known NOTHING = new Known(null, Set.of());

    Known orElse(String text) {
      Set<String> more = new LinkedHashSet<>(possible);
      more.add(text);
      return new Known(promised, more);
    }

    boolean allows(@Nullable String actual) {
      return actual == null
          ? promised == null
          : actual.equals(promised) || possible.contains(actual);
    }
  }

  private final SortedMap<String, Known> paths;

  private Ledger(SortedMap<String, Known> paths) {
    this.paths = paths;
  }

  /**
   * Reads a manifest.
   *
   * @param start what was there before
   * @return what may be true now: one ledger, or two when a change of names was under way
   */
  public static List<Ledger> replay(Map<String, String> start, List<String> manifest) {
    Ledger ledger = new Ledger(new TreeMap<>());
    start.forEach((path, text) -> ledger.paths.put(path, new Known(text, Set.of())));
    String[] begun = null;
    for (String line : manifest) {
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("b")) {
        begun = fields;
        ledger.begin(fields);
      } else if (fields[0].equals("d") && begun != null) {
        ledger.end(begun);
        begun = null;
      }
    }
    List<Ledger> all = new ArrayList<>(List.of(ledger));
    if (begun != null
        && !List.of("open", "write", "fsync", "close", "truncate").contains(begun[2])) {
      Ledger after = new Ledger(new TreeMap<>(ledger.paths));
      after.end(begun);
      all.add(after);
    }
    return all;
  }

  private void begin(String[] fields) {
    switch (fields[2]) {
      case "open", "write", "truncate" ->
          paths.merge(
              fields[3],
              Known.NOTHING.orElse(fields[4]),
              (known, fresh) -> known.orElse(fields[4]));
      default -> {} // nothing can be seen of it before it is done
    }
  }

  private void end(String[] fields) {
    String path = fields[3];
    switch (fields[2]) {
      case "close", "fsync", "truncate", "mkdir" -> paths.put(path, new Known(fields[4], Set.of()));
      case "unlink", "rmdir" -> paths.remove(path);
      case "rename" -> move(path, fields[4]);
      default -> {} // open and write promise nothing
    }
  }

  private void move(String from, String to) {
    SortedMap<String, Known> moved = new TreeMap<>();
    paths
        .entrySet()
        .removeIf(
            entry -> {
              boolean below = (entry.getKey() + "/").startsWith(from + "/");
              if (below) {
                moved.put(to + entry.getKey().substring(from.length()), entry.getValue());
              }
              return below;
            });
    paths.putAll(moved);
  }

  /** How many promises the given tree does not show yet. */
  public int missingIn(Map<String, String> actual) {
    return (int)
        paths.entrySet().stream()
            .filter(entry -> entry.getValue().promised() != null)
            .filter(entry -> !entry.getValue().allows(actual.get(entry.getKey())))
            .count();
  }

  /** Where a tree breaks a promise, or holds what nobody wrote, one line each; empty = nowhere. */
  public List<String> disagreements(Map<String, String> actual) {
    List<String> lines = new ArrayList<>();
    paths.forEach(
        (path, known) -> {
          if (!known.allows(actual.get(path))) {
            lines.add(path + ": " + actual.get(path) + " and not " + known);
          }
        });
    for (String path : actual.keySet()) {
      if (!paths.containsKey(path)) {
        lines.add(path + ": " + actual.get(path) + " and not absent");
      }
    }
    return lines;
  }
}
