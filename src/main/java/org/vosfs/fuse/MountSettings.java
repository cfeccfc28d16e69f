package org.vosfs.fuse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How to mount.
 *
 * @param mountPoint absolute
 * @param source what /proc/mounts shows as the device: the space
 * @param readOnly the kernel refuses every change
 * @param allowOther other local users act with the mounter's rights
 * @param nonEmpty cover what the mount point holds
 * @param user uid that everything seems to belong to
 * @param group gid that everything seems to belong to
 * @param umask permission bits taken away from what the filesystem says
 * @param kernelTimeout how long the kernel may believe names and attributes; at most one second,
 *     since libfuse 2 cannot take anything back
 * @param startLimit how long mounting may take until the mount answers
 * @param passthrough whether the kernel may read wholly cached files by itself
 * @param ownDirectories places of ours that must not be inside the mount
 */
public record MountSettings(
    Path mountPoint,
    String source,
    boolean readOnly,
    boolean allowOther,
    boolean nonEmpty,
    int user,
    int group,
    int umask,
    Duration kernelTimeout,
    Duration startLimit,
    boolean passthrough,
    List<Path> ownDirectories) {
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(1);

  public MountSettings {
    if (!mountPoint.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + mountPoint);
    }
    if (kernelTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
      kernelTimeout = LONGEST_TIMEOUT;
    }
    ownDirectories = List.copyOf(ownDirectories);
  }

  /** Private to the mounter, writable, in the name of user and group. */
  public static MountSettings of(Path mountPoint, String source, int user, int group) {
    return new MountSettings(
        mountPoint,
        source,
        false,
        false,
        false,
        user,
        group,
        0,
        LONGEST_TIMEOUT,
        Duration.ofSeconds(20),
        true,
        List.of());
  }
}
