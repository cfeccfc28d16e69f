package org.vosfs.fs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.vosfs.base.NodePath;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.TreeChange;
import org.vosfs.vospace.VospaceException;

/**
 * What the owner of nodes says about who else may read and write them. Unlike chmod this grants and
 * revokes on the service, and does nothing else.
 *
 * <p>Done, as far as the service does it, when a call returns; files that are not on the service
 * yet get the rights with their upload. Thread-safe.
 */
public final class Sharing {
  private static final int OTHERS_READ = 0004;
  private static final int GROUP_READ = 0040;
  private static final int GROUP_WRITE = 0020;

  private final Shared shared;
  private final Lookup lookup;
  private final NodeProperty properties;
  private final NameLeases leases;
  private final TreeWalk walk;

  Sharing(
      Shared shared, Lookup lookup, Listings listings, NodeProperty properties, NameLeases leases) {
    this.shared = shared;
    this.lookup = lookup;
    this.properties = properties;
    this.leases = leases;
    this.walk = new TreeWalk(lookup, listings);
  }

  /** Who may do what, as the service says now. */
  public Rights rights(Location at) throws FsException {
    return Rights.of(properties.now(lookup.entry(at)));
  }

  /**
   * Changes the rights of one node.
   *
   * @return the rights it has now
   * @throws FsException INVALID for a link, which has none, and for groups the service refuses
   */
  public Rights change(Location at, RightsChange change) throws FsException {
    Changes.requireWritable(shared.settings());
    Lookup.Found found = lookup.find(at);
    try (NameLeases.Lease lease = leases.take(found.directory(), found.name())) {
      Entry entry = lookup.entry(at);
      requireNoLink(entry);
      return change(entry, change);
    }
  }

  private Rights change(Entry entry, RightsChange change) throws FsException {
    if (change.inherited() != null && !entry.isDirectory()) {
      throw new FsException(Reason.INVALID, "only directories hand rights on: " + entry.name);
    }
    NodeProperties now = properties.now(entry);
    Rights old = Rights.of(now);
    Rights wanted = change.from(old);
    Integer kept = entry.mode != null ? entry.mode : FileFacts.mode(now).orElse(null);
    Integer mode = kept == null ? null : without(kept, change, wanted);
    PropertyChanges changes = change.changes(old, false);
    if (mode != null && !mode.equals(kept) && FileFacts.mode(now).isPresent()) {
      Map<String, String> set = new HashMap<>(changes.set());
      set.put(FileFacts.MODE, FileFacts.modeText(mode));
      changes = new PropertyChanges(set, changes.remove());
    }
    if (!changes.isEmpty()) {
      properties.change(entry, changes);
    }
    entry.mode = entry.mode == null ? null : mode;
    Optional<OpenFile> file = shared.openFiles().of(entry);
    if (file.isPresent()) {
      properties.change(
          file.get(),
          facts ->
              facts.mode() == null ? facts : facts.withMode(without(facts.mode(), change, wanted)));
    }
    if (wanted.inherited() && !old.inherited() && !Rights.of(properties.now(entry)).inherited()) {
      throw new FsException(
          Reason.UNSUPPORTED, "the service hands rights on only where a group has some; name one");
    }
    return wanted;
  }

  /** A mode kept for programs without the bits that would show a right just taken away. */
  private static int without(int mode, RightsChange change, Rights wanted) {
    int bits = 0;
    if (change.everybody() != null && !wanted.everybody()) {
      bits |= OTHERS_READ | OTHERS_READ >> 2;
    }
    if (!change.writers().equals(RightsChange.Groups.NONE) && wanted.writers().isEmpty()) {
      bits |= GROUP_WRITE;
    }
    boolean readers = !change.readers().equals(RightsChange.Groups.NONE);
    if (readers && wanted.readers().isEmpty() && wanted.writers().isEmpty()) {
      bits |= GROUP_READ | GROUP_READ >> 2;
    }
    return mode & ~bits;
  }

  private static void requireNoLink(Entry entry) throws FsException {
    if (entry.type == FileType.LINK) {
      throw new FsException(
          Reason.INVALID, "a symbolic link has no rights; name what it points to: " + entry.name);
    }
  }

  /**
   * Changes the rights of a node and everything below it, by one job of the service where it has
   * such jobs, else one after the other. Lists of groups become those that the node itself then
   * has.
   *
   * @param goesOn told about twice a second how far it is; the work ends early when it says no
   */
  public TreeChange changeTree(Location at, RightsChange change, Predicate<TreeState> goesOn)
      throws FsException {
    Entry entry = lookup.entry(at);
    requireNoLink(entry);
    Rights wanted = change(at, change);
    if (!entry.isDirectory()) {
      return new TreeChange(1, 0, true);
    }
    RightsChange below = change.forAllBelow();
    if (below.isEmpty()) {
      return new TreeChange(1, 0, true);
    }
    PropertyChanges changes = below.changes(wanted, true);
    walk.unsentBelow(entry, shared, file -> properties.stage(file, changes));
    TreeChange done = sent(entry, changes, goesOn);
    walk.knownBelow(entry, shared, known -> shared.meta().expire(known.number));
    return done;
  }

  private TreeChange sent(Entry entry, PropertyChanges changes, Predicate<TreeState> goesOn)
      throws FsException {
    try {
      NodePath path = shared.tree().path(entry);
      JobWatch watch = (phase, done) -> goesOn.test(new TreeState(phase, done, JobWatch.UNKNOWN));
      return shared.client().updateTree(path, NodeKind.CONTAINER, changes, watch);
    } catch (VospaceException.Unsupported e) {
      return walk.changeEach(
          entry,
          child -> properties.update(child, changes),
          done -> goesOn.test(new TreeState("", done, JobWatch.UNKNOWN)));
    } catch (VospaceException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /**
   * Where anybody who may read a file gets its bytes, without this program.
   *
   * @throws FsException NO_DATA when the service has no such place, IS_DIRECTORY
   */
  public String url(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    if (entry.isDirectory()) {
      throw new FsException(Reason.IS_DIRECTORY, "a directory has no content: " + entry.name);
    }
    return url(entry)
        .orElseThrow(
            () -> new FsException(Reason.NO_DATA, "the service offers no URL for " + entry.name));
  }

  /** Empty for directories as well. */
  Optional<String> url(Entry entry) throws FsException {
    return entry.type == FileType.FILE
        ? shared.client().urlOf(shared.tree().path(entry))
        : Optional.empty();
  }
}
