package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the kernel reads ahead of programs. It offers FUSE 128 KiB and takes a smaller wish only,
 * so that each of its requests is that small; more is a matter of the administrator, who writes it
 * to the mount's {@code read_ahead_kb}. For a mount of root that is done here; others keep theirs.
 */
final class ReadAhead {
  private static final Logger log = LoggerFactory.getLogger(ReadAhead.class);

  /** As much as one request of the native layer carries. */
  static final int BYTES = 1024 * 1024;

  private ReadAhead() {}

  /** After the kernel has taken the answer to its first request, which would lower it again. */
  static void raise(Path mountPoint) {
    try {
      Optional<MountTable.Entry> mount = MountTable.read().at(mountPoint);
      if (mount.isPresent() && ProcessOwner.current().isRoot()) {
        Files.writeString(file(mount.get()), Integer.toString(BYTES / 1024));
      }
    } catch (IOException e) {
      log.debug("the kernel reads ahead as it likes: {}", e.getMessage()); // /sys is read-only
    }
  }

  /** Where the kernel has it, in KiB. */
  static Path file(MountTable.Entry mount) {
    return Path.of("/sys/class/bdi", mount.device(), "read_ahead_kb");
  }
}
