package org.vosfs.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what a mistyped word was probably meant to be. */
final class Nearest {
  private static final int FARTHEST = 3;

  private Nearest() {}

  /** The candidate with the fewest edits, if that are at most three and not the whole word. */
  static Optional<String> to(String word, List<String> candidates) {
    String plain = word.replace('_', '-');
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(plain, candidate)))
        .filter(best -> distance(plain, best) <= Math.min(FARTHEST, word.length() - 1));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
