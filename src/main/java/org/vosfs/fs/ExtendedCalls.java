package org.vosfs.fs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Extended attributes that this filesystem makes up: {@code user.vos.*}. One line here for each.
 */
final class ExtendedCalls {
  static final String STATE = "user.vos.state";

  private final Lookup lookup;
  private final States states;
  private final Map<String, Function<Entry, String>> made = new LinkedHashMap<>();

  ExtendedCalls(Lookup lookup, States states) {
    this.lookup = lookup;
    this.states = states;
    made.put(STATE, states::of);
  }

  String get(Location at, String name) throws FsException {
    Function<Entry, String> source = made.get(name);
    Entry entry = lookup.entry(at);
    if (source == null || entry.type != FileType.FILE) {
      throw new FsException(Reason.NO_DATA, "no such attribute: " + name);
    }
    return source.apply(entry);
  }

  /**
   * Without the state of a file that is as it should be: programs that copy attributes would put it
   * where it means nothing.
   */
  List<String> names(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    boolean told = entry.type == FileType.FILE && !States.CLEAN.equals(states.of(entry));
    return told ? List.of(STATE) : List.of();
  }
}
