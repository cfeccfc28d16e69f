package org.vosfs.fs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;

/**
 * What is to become of {@link Rights}; what is not mentioned stays.
 *
 * @param everybody whether anybody may read it; null: stays
 * @param readers of the groups that may read
 * @param writers of the groups that may write
 * @param inherited whether what is made in a directory gets its rights; null: stays
 */
public record RightsChange(
    @Nullable Boolean everybody, Groups readers, Groups writers, @Nullable Boolean inherited) {

  /**
   * Changes of one list of groups.
   *
   * @param all take away all there are, before any is added
   * @param add URIs
   * @param remove URIs
   */
  public record Groups(boolean all, List<String> add, List<String> remove) {
    public static final Groups NONE = new Groups(false, List.of(), List.of());

    public Groups {
      add = List.copyOf(add);
      remove = List.copyOf(remove);
    }

    private List<String> from(List<String> old) {
      List<String> groups = new ArrayList<>(all ? List.of() : old);
      groups.removeAll(remove);
      add.stream().filter(group -> !groups.contains(group)).forEach(groups::add);
      return groups;
    }
  }

  /** Whether nothing is to change. */
  public boolean isEmpty() {
    return everybody == null
        && inherited == null
        && readers.equals(Groups.NONE)
        && writers.equals(Groups.NONE);
  }

  /** The rights that come of it. */
  Rights from(Rights old) {
    return new Rights(
        everybody == null ? old.everybody() : everybody,
        readers.from(old.readers()),
        writers.from(old.writers()),
        inherited == null ? old.inherited() : inherited);
  }

  /**
   * What to send for it.
   *
   * @param old the rights there are
   * @param all also what is so already, as a whole tree needs it, of what is mentioned
   */
  PropertyChanges changes(Rights old, boolean all) {
    Rights wanted = from(old);
    Map<String, String> set = new HashMap<>();
    Set<String> remove = new HashSet<>();
    if (everybody != null && (all || wanted.everybody() != old.everybody())) {
      set.put(NodeProperties.IS_PUBLIC, Boolean.toString(wanted.everybody()));
    }
    if (!readers.equals(Groups.NONE) && (all || !wanted.readers().equals(old.readers()))) {
      put(set, remove, NodeProperties.GROUP_READ, wanted.readers());
    }
    if (!writers.equals(Groups.NONE) && (all || !wanted.writers().equals(old.writers()))) {
      put(set, remove, NodeProperties.GROUP_WRITE, wanted.writers());
    }
    if (inherited != null && (all || wanted.inherited() != old.inherited())) {
      set.put(NodeProperties.INHERIT, Boolean.toString(wanted.inherited()));
    }
    return new PropertyChanges(set, remove);
  }

  private static void put(
      Map<String, String> set, Set<String> remove, String uri, List<String> groups) {
    if (groups.isEmpty()) {
      remove.add(uri);
    } else {
      set.put(uri, String.join(" ", groups));
    }
  }

  /** Without the inheritance, which is of directories only. */
  RightsChange forAllBelow() {
    return new RightsChange(everybody, readers, writers, null);
  }
}
