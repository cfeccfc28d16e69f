package org.vosfs.fs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFile;

/**
 * Staged files that an earlier process was writing when it ended: kept, told, and only sent when a
 * person says so. By number in the journal, since there may be several of one path. Thread-safe.
 */
final class Leftovers {
  private final Map<Long, StagedFile> files = new ConcurrentHashMap<>();

  void add(StagedFile staged) {
    files.put(staged.facts().id(), staged);
  }

  void remove(StagedFile staged) {
    files.remove(staged.facts().id());
  }

  boolean contains(StagedFile staged) {
    return files.containsKey(staged.facts().id());
  }

  /** One that was to go to that path. */
  Optional<StagedFile> at(NodePath path) {
    return files.values().stream().filter(f -> f.facts().path().equals(path)).findFirst();
  }

  List<StagedFile> all() {
    return List.copyOf(files.values());
  }
}
