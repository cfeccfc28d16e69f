package org.vosfs.fuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The options that libfuse 2 is given. */
final class MountArguments {
  /** What /proc/mounts shows as the type of our mounts, after {@code fuse.}. */
  static final String SUBTYPE = "vosfs";

  /** The most that libfuse 2 takes in one request, in bytes. */
  private static final int REQUEST_SIZE = 128 * 1024;

  private MountArguments() {}

  /** Program name and options, as fuse_mount and fuse_new take them. */
  static List<String> of(MountSettings settings) {
    return List.of(SUBTYPE, "-o", String.join(",", options(settings)));
  }

  /** The same as a whole command line, as the native layer takes it. */
  static List<String> withMountPoint(MountSettings settings) {
    List<String> words = new ArrayList<>(of(settings));
    if (!settings.passthrough()) {
      words.addAll(List.of("-o", "no_passthrough"));
    }
    words.add(settings.mountPoint().toString());
    return words;
  }

  /*
   * Left out on purpose: intr, which has libfuse send signals to the threads of a JVM;
   * default_permissions, since the service decides; auto_cache and kernel_cache, since open says
   * itself what the kernel may keep; auto_unmount, whose helper would hold our standard streams;
   * hard_remove, see HiddenNames.
   */
  private static List<String> options(MountSettings settings) {
    List<String> options = new ArrayList<>();
    options.add("fsname=" + escaped(settings.source()));
    options.add("subtype=" + SUBTYPE);
    options.add(settings.readOnly() ? "ro" : "rw");
    options.add("nosuid");
    options.add("nodev");
    if (settings.allowOther()) {
      options.add("allow_other");
    }
    if (settings.nonEmpty()) {
      options.add("nonempty");
    }
    options.add("use_ino"); // our own numbers, in stat and in readdir
    options.add("big_writes"); // else every write comes in pieces of 4 KiB
    options.add("atomic_o_trunc"); // O_TRUNC arrives with open instead of as a truncate before
    options.add("max_read=" + REQUEST_SIZE);
    options.add("max_write=" + REQUEST_SIZE);
    options.add("max_readahead=" + ReadAhead.BYTES);
    options.add("attr_timeout=" + seconds(settings.kernelTimeout()));
    options.add("entry_timeout=" + seconds(settings.kernelTimeout()));
    options.add("negative_timeout=0"); // a name made elsewhere must not stay absent here
    return options;
  }

  /** libfuse splits at commas, and the backslash takes their meaning away. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }
}
