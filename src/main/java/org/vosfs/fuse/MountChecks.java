package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be known to go wrong before libfuse is asked, each as one line that says what to do. A
 * dead mount of ours at the place is cleared away on the way.
 */
final class MountChecks {
  private static final Logger log = LoggerFactory.getLogger(MountChecks.class);
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final Path FUSE_CONF = Path.of("/etc/fuse.conf");

  private final MountSettings settings;
  private final ProcessOwner owner;
  private final List<String> helpers;

  /**
   * Checks for a mount that is about to be made.
   *
   * @param helpers the programs of which one must be there when an ordinary user mounts
   */
  MountChecks(MountSettings settings, ProcessOwner owner, List<String> helpers) {
    this.settings = settings;
    this.owner = owner;
    this.helpers = helpers;
  }

  /**
   * Checks everything.
   *
   * @throws MountException naming the first thing that is wrong
   */
  void run() throws MountException {
    clearDeadMount();
    mountPoint();
    requireOutside(settings.mountPoint(), settings.ownDirectories());
    device();
    if (!owner.isRoot()) {
      helper();
      allowOther();
    }
  }

  private void clearDeadMount() throws MountException {
    Path place = settings.mountPoint();
    Optional<MountTable.Entry> dead = requireNoLiving(place);
    if (dead.isPresent()) {
      log.warn("clearing the dead mount of {} at {}", dead.get().source(), place);
      Unmounter.unmount(place, true);
    }
  }

  /**
   * Makes sure that no living mount of ours is at the place.
   *
   * @return the dead one that is there
   * @throws MountException naming what is mounted
   */
  static Optional<MountTable.Entry> requireNoLiving(Path place) throws MountException {
    Optional<MountTable.Entry> ours = mountTable().at(place).filter(MountTable.Entry::isOurs);
    if (ours.isPresent() && !Unmounter.isDead(place)) {
      throw new MountException(
          place
              + " already holds a mount of "
              + ours.get().source()
              + "; use that, or unmount it first: vosfs umount "
              + place);
    }
    return ours;
  }

  private static MountTable mountTable() throws MountException {
    try {
      return MountTable.read();
    } catch (IOException e) {
      throw new MountException("cannot read what is mounted: " + e.getMessage(), e);
    }
  }

  private void mountPoint() throws MountException {
    Path place = settings.mountPoint();
    if (!Files.exists(place)) {
      throw new MountException(
          "mount point " + place + " does not exist; create it with: mkdir -p " + place);
    }
    if (!Files.isDirectory(place)) {
      throw new MountException("mount point " + place + " is not a directory");
    }
    if (!owner.isRoot() && !Files.isWritable(place)) {
      throw new MountException(
          "mount point " + place + " is not writable by you; choose a directory of your own");
    }
    if (!settings.nonEmpty() && !isEmpty(place)) {
      throw new MountException(
          "mount point "
              + place
              + " is not empty; choose an empty directory, or cover it with -o nonempty");
    }
  }

  private static boolean isEmpty(Path directory) throws MountException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      throw new MountException("cannot read mount point " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes sure that no directory of ours lies inside the mount: it would wait for itself.
   *
   * @throws MountException naming the first that does
   */
  static void requireOutside(Path place, List<Path> directories) throws MountException {
    for (Path directory : directories) {
      if (real(directory).startsWith(place)) {
        throw new MountException(
            directory + " lies inside the mount point " + place + "; put it somewhere else");
      }
    }
  }

  /** Resolves what exists of the path, so that a link cannot lead into the mount. */
  private static Path real(Path path) {
    Path existing = path.toAbsolutePath().normalize();
    Path rest = Path.of("");
    while (existing != null) {
      try {
        return existing.toRealPath().resolve(rest);
      } catch (IOException e) {
        Path name = existing.getFileName();
        rest = name == null ? rest : name.resolve(rest);
        existing = existing.getParent();
      }
    }
    return path.toAbsolutePath().normalize();
  }

  private static void device() throws MountException {
    if (!Files.exists(DEVICE)) {
      throw new MountException(
          "/dev/fuse is missing; load the kernel module with: modprobe fuse"
              + " (in a container, start it with --device /dev/fuse and CAP_SYS_ADMIN)");
    }
    if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
      throw new MountException(
          "/dev/fuse may not be opened by you; ask for read and write permission on it"
              + " (usually mode 0666)");
    }
  }

  private void helper() throws MountException {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String directory : path.split(":", -1)) {
      if (!directory.isEmpty()
          && helpers.stream().anyMatch(name -> Files.isExecutable(Path.of(directory, name)))) {
        return;
      }
    }
    throw new MountException(
        "the program "
            + helpers.get(0)
            + " is missing, which mounts for ordinary users;"
            + " install the package fuse3 (or fuse)");
  }

  private void allowOther() throws MountException {
    if (!settings.allowOther()) {
      return;
    }
    try {
      List<String> lines = Files.readAllLines(FUSE_CONF);
      if (lines.stream().anyMatch(line -> line.strip().equals("user_allow_other"))) {
        return;
      }
    } catch (IOException e) {
      log.debug("{} cannot be read", FUSE_CONF, e);
    }
    throw new MountException(
        "allow-other is not permitted to ordinary users here;"
            + " an administrator must put the line user_allow_other into /etc/fuse.conf");
  }
}
