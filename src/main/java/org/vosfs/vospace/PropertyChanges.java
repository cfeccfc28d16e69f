package org.vosfs.vospace;

import java.util.Map;
import java.util.Set;

/**
 * Properties to set and to remove, by URI; whatever is not mentioned stays (protocol §5.4). Values
 * must be such that the service keeps them: see protocol §21.1 on {@code } " \} and edge blanks.
 */
public record PropertyChanges(Map<String, String> set, Set<String> remove) {
  public PropertyChanges {
    set = Map.copyOf(set);
    remove = Set.copyOf(remove);
  }

  public static PropertyChanges setting(String uri, String value) {
    return new PropertyChanges(Map.of(uri, value), Set.of());
  }

  public boolean isEmpty() {
    return set.isEmpty() && remove.isEmpty();
  }
}
