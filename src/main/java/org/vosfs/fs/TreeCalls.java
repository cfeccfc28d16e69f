package org.vosfs.fs;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.vosfs.base.NodePath;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.ArchiveFormat;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.VospaceException;

/**
 * Whole trees. Packing them, and removing a directory with everything below it in one request: what
 * is unsent or open below it is unlinked by itself first, as {@code rm} would, so that readers keep
 * what they have and nothing removed is sent later; the rest goes by the service's own job.
 * Thread-safe.
 */
public final class TreeCalls {
  /** How often files may be made or opened in between, before the directory is called busy. */
  private static final int ROUNDS = 5;

  private final Shared shared;
  private final Lookup lookup;
  private final NameCalls names;
  private final NameLeases leases;

  TreeCalls(Shared shared, Lookup lookup, NameCalls names, NameLeases leases) {
    this.shared = shared;
    this.lookup = lookup;
    this.names = names;
    this.leases = leases;
  }

  /**
   * Removes a directory with everything below it by one job of the service; never through a link.
   * What is unsent or open below it is unlinked first, as {@code rm -r} would.
   *
   * @param goesOn told about twice a second how far it is; the job is ended early when it says no
   * @throws FsException {@link Reason#UNSUPPORTED} when the service has no such job
   */
  public TreeRemoval removeTree(Location at, Predicate<TreeState> goesOn) throws FsException {
    Changes.requireWritable(shared.settings());
    Lookup.Found found = lookup.find(at);
    Entry directory = found.directory();
    if (found.required() == shared.tree().root()) {
      throw new FsException(Reason.BUSY, "the root of the mount");
    }
    try (NameLeases.Lease lease = leases.take(directory, found.name())) {
      // what stands there now, not a moment ago: somebody may have put a link in its place
      Entry entry =
          lookup
              .childNow(directory, found.name())
              .orElseThrow(() -> new FsException(Reason.NO_ENTRY, "no such file: " + found.name()));
      Lookup.requireDirectory(entry);
      names.requireChangeable(directory);
      return remove(directory, entry, goesOn);
    }
  }

  /**
   * Has the service pack files and directories, as it names them; what it may not read to this user
   * it leaves out without a word.
   *
   * @throws FsException {@link Reason#UNSUPPORTED} when it cannot pack what is seen here: it makes
   *     no packages, or something is a link or not uploaded yet
   */
  public void pack(List<Location> members, ArchiveFormat format, OutputStream out)
      throws FsException {
    List<NodePath> paths = new ArrayList<>();
    for (Location member : members) {
      Entry entry = lookup.entry(member);
      if (entry.type == FileType.LINK || !usedBelow(entry, true).isEmpty()) {
        throw new FsException(Reason.UNSUPPORTED, "not all of it is on the service as seen here");
      }
      paths.add(shared.tree().path(entry));
    }
    try {
      shared.client().archive(paths, format, out);
    } catch (VospaceException.Invalid e) {
      throw new FsException(Reason.UNSUPPORTED, String.valueOf(e.getMessage()), e);
    } catch (VospaceException e) {
      throw RemoteFaults.translate(e);
    }
  }

  private TreeRemoval remove(Entry directory, Entry entry, Predicate<TreeState> goesOn)
      throws FsException {
    long unlinked = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (OpenFile file : usedBelow(entry, false)) {
        unlinked += unlinkUsed(file.entry) ? 1 : 0;
      }
      NodePath path = shared.tree().path(entry);
      try (UploadQueue.Hold hold = names.hold(path)) {
        if (usedBelow(entry, false).isEmpty()) {
          RemovalGauge gauge = new RemovalGauge(shared.client(), shared.ticker(), path, goesOn);
          TreeRemoval removal = shared.client().deleteTree(path, gauge);
          settle(directory, entry, removal);
          return new TreeRemoval(
              removal.removed() + unlinked, removal.failed(), removal.isComplete());
        }
      } catch (VospaceException.NotFound e) {
        settle(directory, entry, new TreeRemoval(0, 0, false));
        throw RemoteFaults.translate(e);
      } catch (VospaceException e) {
        forgetBelow(entry); // how far it came is not known
        throw RemoteFaults.translate(e);
      }
    }
    throw new FsException(Reason.BUSY, "files are being opened below it: " + entry.name);
  }

  private List<OpenFile> usedBelow(Entry directory, boolean unsentOnly) {
    return shared.openFiles().all().stream()
        .filter(file -> !file.isUnlinked() && shared.tree().isBelow(file.entry, directory))
        .filter(file -> !unsentOnly || file.staged() != null)
        .toList();
  }

  private boolean unlinkUsed(Entry entry) throws FsException {
    Entry parent = shared.tree().parentOf(entry);
    if (parent == null) {
      return false; // gone meanwhile
    }
    String name = shared.tree().nameOf(entry);
    String shown = shared.settings().names().toPosix(name);
    try {
      names.unlink(new Location(parent.number, NodePath.ROOT.resolve(shown)));
      shared.watch().nameChanged(parent, name); // the kernel did not ask for it
      return true;
    } catch (FsException e) {
      if (e.reason() == Reason.NO_ENTRY) {
        return false;
      }
      throw e;
    }
  }

  private void settle(Entry directory, Entry entry, TreeRemoval removal) {
    String name = shared.tree().nameOf(entry);
    forgetBelow(entry);
    if (removal.isComplete()) {
      Changes.gone(shared, directory, name, entry);
    } else {
      shared.meta().forgetListing(directory.number);
      shared.meta().expire(entry.number);
    }
    shared.watch().nameChanged(directory, name);
  }

  /** What was known of it says nothing any more. */
  private void forgetBelow(Entry directory) {
    for (Entry child : shared.tree().children(directory)) {
      if (child.isDirectory()) {
        forgetBelow(child);
      }
      if (!shared.openFiles().isStaged(child) && shared.openFiles().of(child).isEmpty()) {
        child.own = null;
        shared.meta().expire(child.number);
        shared.watch().nameChanged(directory, shared.tree().nameOf(child));
      }
    }
    shared.meta().forgetListing(directory.number);
  }
}
