package org.vosfs.vospace;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Properties to set and to remove, by URI; whatever is not mentioned stays (protocol §5.4). Values
 * must be such that the service keeps them: see protocol §21.1 on {@code } " \} and edge blanks.
 */
public record PropertyChanges(Map<String, String> set, Set<String> remove) {
  public static final PropertyChanges NONE = new PropertyChanges(Map.of(), Set.of());

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

  /** Both, where {@code later} has the last word. */
  public PropertyChanges then(PropertyChanges later) {
    Map<String, String> values = new HashMap<>(set);
    values.keySet().removeAll(later.remove);
    values.putAll(later.set);
    Set<String> gone = new HashSet<>(remove);
    gone.addAll(later.remove);
    gone.removeAll(later.set.keySet());
    return new PropertyChanges(values, gone);
  }

  /** Properties as they are after the change. */
  public NodeProperties on(NodeProperties properties) {
    if (isEmpty()) {
      return properties;
    }
    Map<String, String> values = new HashMap<>(properties.values());
    values.putAll(set);
    values.keySet().removeAll(remove);
    return new NodeProperties(values);
  }

  /** One line, in order; null when there is nothing to change. */
  public static @Nullable String toText(PropertyChanges changes) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(changes.set)
        .forEach((uri, value) -> text.append(" +" + encode(uri) + "=" + encode(value)));
    new TreeSet<>(changes.remove).forEach(uri -> text.append(" -" + encode(uri)));
    return text.isEmpty() ? null : text.substring(1);
  }

  /** Reads {@link #toText}; what is none of it counts as nothing. */
  public static PropertyChanges parse(@Nullable String text) {
    Map<String, String> set = new HashMap<>();
    Set<String> remove = new HashSet<>();
    for (String word : text == null ? new String[0] : text.split(" ", -1)) {
      if (word.startsWith("-")) {
        remove.add(decode(word.substring(1)));
      } else if (word.startsWith("+")) {
        String[] pair = word.substring(1).split("=", 2);
        set.put(decode(pair[0]), pair.length > 1 ? decode(pair[1]) : "");
      }
    }
    return new PropertyChanges(set, remove);
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
