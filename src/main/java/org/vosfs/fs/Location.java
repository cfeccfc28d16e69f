package org.vosfs.fs;

import org.vosfs.base.NodePath;

/**
 * Where the kernel points: {@code rest} seen from the entry numbered {@code anchor}. A driver that
 * knows only paths uses the root as anchor; one that knows node numbers gives (directory number,
 * one name) or (number, nothing), which no rename of an ancestor can lead astray.
 *
 * @param anchor entry number, {@link #ROOT_NUMBER} for the mounted root
 * @param rest names below it, as POSIX sees them; {@link NodePath#ROOT} means the anchor itself
 */
public record Location(long anchor, NodePath rest) {
  /** The number of the mounted root. */
  public static final long ROOT_NUMBER = 1;

  /** An absolute path in the mount. */
  public static Location of(NodePath path) {
    return new Location(ROOT_NUMBER, path);
  }

  /** An absolute path in the mount, as text. */
  public static Location of(String path) {
    return of(NodePath.of(path));
  }

  @Override
  public String toString() {
    return anchor == ROOT_NUMBER ? rest.toString() : "@" + anchor + rest;
  }
}
