package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * What staging must know of the machine.
 *
 * @param boot tells one run of the machine from the next; empty when that cannot be told
 */
record Surroundings(Disk disk, String boot) {
  /** What kind of filesystem the directory is on. */
  enum Disk {
    LOCAL,
    /** Gone with the power. */
    MEMORY,
    /** Shared memory between processes, which WAL needs, does not work there. */
    NETWORK;

    private static final Set<String> REMOTE =
        Set.of(
            "nfs",
            "nfs4",
            "ceph",
            "cifs",
            "smb3",
            "smbfs",
            "lustre",
            "gpfs",
            "beegfs",
            "afs",
            "9p",
            "glusterfs",
            "ocfs2",
            "gfs2",
            "orangefs",
            "panfs",
            "virtiofs");

    static Disk ofType(String type) {
      String name = type.toLowerCase(Locale.ROOT);
      if (name.equals("tmpfs") || name.equals("ramfs")) {
        return MEMORY;
      }
      // Of a filesystem in user space nothing is known; the cautious mode works everywhere.
      return REMOTE.contains(name) || name.startsWith("fuse") ? NETWORK : LOCAL;
    }
  }

  static Surroundings of(Path directory) {
    String boot;
    try {
      boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      boot = ""; // not Linux
    }
    return new Surroundings(disk(directory), boot);
  }

  private static Disk disk(Path directory) {
    try {
      return Disk.ofType(Files.getFileStore(directory).type());
    } catch (IOException e) {
      // In a chroot whose root directory is no mount point nobody can tell: the cautious mode.
      return Disk.NETWORK;
    }
  }
}
