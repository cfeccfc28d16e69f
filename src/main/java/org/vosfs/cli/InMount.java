package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountTable;

/**
 * A place in a mount.
 *
 * @param mountPoint of a mount of this program
 * @param inside absolute, seen from its root
 */
record InMount(Path mountPoint, String inside) {
  /**
   * Finds the mount that holds a path. Touches nothing below it: what is asked about may be gone,
   * and a dead mount answers nothing.
   *
   * @throws MountException when it lies in no mount of ours
   */
  static InMount of(Places places, String text) throws IOException, MountException {
    MountTable table = MountTable.read();
    for (Path place :
        List.of(places.working().resolve(text).normalize(), places.mountPoint(text))) {
      for (Path at = place; at != null; at = at.getParent()) {
        if (table.at(at).filter(MountTable.Entry::isOurs).isPresent()) {
          return new InMount(at, "/" + at.relativize(place));
        }
      }
    }
    throw new MountException(text + " is not in a vosfs mount; vosfs status shows the mounts");
  }

  /**
   * As {@link #of}, for what acts on the name itself: links above it are followed, as the kernel
   * does, it itself is not, wherever it leads.
   *
   * @throws IOException when what is above it does not exist
   */
  static InMount ofName(Places places, String text) throws IOException, MountException {
    Path place = places.working().resolve(text);
    Path name = place.getFileName();
    Path parent = place.getParent();
    if (name == null || parent == null || name.toString().matches("[.]{0,2}")) {
      throw new MountException(text + " is no name in a directory");
    }
    Path real = parent.toRealPath().resolve(name);
    MountTable table = MountTable.read();
    for (Path at = real; at != null; at = at.getParent()) {
      Optional<MountTable.Entry> entry = table.at(at);
      if (entry.isPresent() && !entry.get().isOurs()) {
        break;
      }
      if (entry.isPresent()) {
        return new InMount(at, "/" + at.relativize(real));
      }
    }
    throw new MountException(text + " is not in a vosfs mount; vosfs status shows the mounts");
  }

  /** A path of this mount as other programs use it. */
  Path outside(String path) {
    return mountPoint.resolve(path.substring(1));
  }
}
