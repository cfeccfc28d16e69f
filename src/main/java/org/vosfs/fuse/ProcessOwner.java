package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who this process runs as.
 *
 * @param user effective uid
 * @param group effective gid
 */
public record ProcessOwner(int user, int group) {
  /** Read from /proc, which Java needs no native call for. */
  public static ProcessOwner current() throws IOException {
    Path self = Path.of("/proc/self");
    return new ProcessOwner(
        (Integer) Files.getAttribute(self, "unix:uid"),
        (Integer) Files.getAttribute(self, "unix:gid"));
  }

  public boolean isRoot() {
    return user == 0;
  }
}
