package org.vosfs.fuse;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.vosfs.base.NodePath;
import org.vosfs.fs.Location;

/**
 * The names libfuse 2 gives to files that are removed while open, which exist only here.
 *
 * <p>libfuse works with paths, so a file without a name could not be asked for by fstat, fchmod or
 * futimens. Therefore it renames such a file to {@code .fuse_hiddenXXXXXXXXXXXXXXXX} in its
 * directory, and unlinks that when the last descriptor is closed. (Its option hard_remove avoids
 * the name and breaks those calls.) Here the rename never reaches the filesystem: an unlink request
 * is an unlink, a rename request goes on to replace its target, and the name stands for the entry's
 * number, by which the filesystem finds an open file that has no name. Thread-safe.
 */
final class HiddenNames {
  private static final Pattern FORM = Pattern.compile("\\.fuse_hidden[0-9a-f]{16}");

  /** By name alone: a directory above may be renamed, and the names are unique in a mount. */
  private final Map<String, Long> numbers = new ConcurrentHashMap<>();

  private final boolean used;

  /**
   * @param used whether the driver makes such names up; otherwise they are names like all others
   */
  HiddenNames(boolean used) {
    this.used = used;
  }

  /** Whether a path ends in a name that libfuse makes up. */
  boolean isHidden(Location at) {
    return used && FORM.matcher(at.rest().name()).matches();
  }

  /** From now on that name means the entry of that number. */
  void add(Location at, long number) {
    numbers.put(at.rest().name(), number);
  }

  /** Forgets the name; tells the number it stood for. */
  OptionalLong remove(Location at) {
    Long number = numbers.remove(at.rest().name());
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** What the name stands for, if it is one of these. */
  Optional<Location> find(Location at) {
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    Long number = numbers.get(at.rest().name());
    return number == null ? Optional.empty() : Optional.of(new Location(number, NodePath.ROOT));
  }
}
