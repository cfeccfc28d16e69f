package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether code may be loaded from a file: only who may be this process anyway can change it. */
final class TrustedFile {
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int ROOT = 0;

  private TrustedFile() {}

  /**
   * Checks the file and everything above it. A directory with the sticky bit, such as /tmp, is no
   * harm by itself: what it holds must belong to this user or root, as everything must.
   *
   * @throws MountException when somebody else could put other code there, or the file is missing
   */
  static void check(Path file) throws MountException {
    try {
      int user = ProcessOwner.current().user();
      Path real = file.toRealPath();
      for (Path at = real; at != null; at = at.getParent()) {
        check(real, at, user);
      }
    } catch (IOException e) {
      throw new MountException("cannot look at " + file + ": " + e.getMessage(), e);
    }
  }

  private static void check(Path file, Path at, int user) throws IOException, MountException {
    int owner = (Integer) Files.getAttribute(at, "unix:uid");
    int mode = (Integer) Files.getAttribute(at, "unix:mode");
    boolean shared = (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
    if (shared || (owner != user && owner != ROOT)) {
      throw new MountException(
          file
              + " is not loaded: "
              + (at.equals(file) ? "it" : at)
              + (shared ? " is writable by everybody" : " is another user's"));
    }
  }
}
