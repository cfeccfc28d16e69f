package org.vosfs.fs;

import java.util.List;
import java.util.Optional;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;

/**
 * What a mode means for rights on the service, on mounts where chmod changes them (protocol §15):
 * others may read, or not; a group bit that is cleared takes all groups away; one that is set keeps
 * those there are, or takes those of the directory, and grants nothing where there are none.
 */
final class PublishedModes {
  private static final int OTHERS_READ = 0004;
  private static final int GROUP_READ = 0040;
  private static final int GROUP_WRITE = 0020;

  private final Shared shared;
  private final Lookup lookup;

  PublishedModes(Shared shared, Lookup lookup) {
    this.shared = shared;
    this.lookup = lookup;
  }

  /** What chmod to {@code mode} changes; nothing where the service grants just that. */
  PropertyChanges changes(Entry entry, int mode) throws FsException {
    NodeProperties told = entry.remote ? lookup.node(entry).properties() : NodeProperties.NONE;
    PropertyChanges staged =
        shared.openFiles().of(entry).map(NodeProperty::staged).orElse(PropertyChanges.NONE);
    Rights old = Rights.of(staged.on(told));
    Rights above = rightsAbove(entry);
    RightsChange change =
        new RightsChange(
            (mode & OTHERS_READ) != 0,
            groups((mode & GROUP_READ) != 0, old.readers(), above.readers()),
            groups((mode & GROUP_WRITE) != 0, old.writers(), above.writers()),
            null);
    return change.changes(old, false);
  }

  private Rights rightsAbove(Entry entry) {
    Optional<Entry> directory = Optional.ofNullable(shared.tree().parentOf(entry));
    return Rights.of(
        directory
            .flatMap(above -> shared.meta().known(above.number))
            .map(Node::properties)
            .orElse(NodeProperties.NONE));
  }

  private static RightsChange.Groups groups(boolean set, List<String> old, List<String> above) {
    if (!set) {
      return new RightsChange.Groups(true, List.of(), List.of());
    }
    return old.isEmpty()
        ? new RightsChange.Groups(false, above, List.of())
        : RightsChange.Groups.NONE;
  }
}
