package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vosfs.fuse.FuseLibrary;
import org.vosfs.fuse.MountException;

/** Whether this machine can mount: kernel, device, helper, libraries. Changes nothing. */
final class MachineCheckup {
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)");

  /** FUSE_PASSTHROUGH came with 6.9. */
  private static final int PASSTHROUGH = 609;

  /** Where things are looked for; another one in tests. */
  private final Path top;

  private final boolean root;
  private final Map<String, String> environment;
  private final Optional<Path> nativeLayer;

  /**
   * A checkup of the machine whose files lie below {@code top}.
   *
   * @param nativeLayer where it is installed, if it is
   */
  MachineCheckup(
      Path top, boolean root, Map<String, String> environment, Optional<Path> nativeLayer) {
    this.top = top;
    this.root = root;
    this.environment = environment;
    this.nativeLayer = nativeLayer;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(device());
    if (!root) {
      findings.add(helper());
      findings.addAll(mountTable());
    }
    Finding layer = layer();
    findings.add(layer);
    findings.add(system(layer.grade() == Finding.Grade.FINE));
    findings.add(kernel(layer.grade() == Finding.Grade.FINE));
    return findings;
  }

  private Finding device() {
    Path device = top.resolve("dev/fuse");
    if (!Files.exists(device)) {
      return Finding.broken(
          "/dev/fuse",
          "is missing",
          "modprobe fuse; in a container, start it with --device /dev/fuse");
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return Finding.broken(
          "/dev/fuse", "may not be opened by you", "have an administrator: chmod 666 /dev/fuse");
    }
    return Finding.fine("/dev/fuse", "there");
  }

  private Finding helper() {
    for (String name : List.of("fusermount", "fusermount3")) {
      for (String directory : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
        Path program = top.resolve(directory.replaceFirst("^/", "")).resolve(name);
        if (!directory.isEmpty() && Files.isExecutable(program)) {
          return isSetuid(program)
              ? Finding.fine(name, "there")
              : Finding.broken(
                  name,
                  "may not mount, it is not setuid root",
                  "chmod u+s " + program + " (unprivileged containers: mount as root outside)");
        }
      }
    }
    return Finding.broken("fusermount", "is missing", "apt install fuse3");
  }

  /** fusermount unmounts only what it finds there; absent in a root made without an installer. */
  private List<Finding> mountTable() {
    if (Files.exists(top.resolve("etc/mtab"), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    return List.of(
        Finding.warning(
            "/etc/mtab",
            "is missing, so fusermount cannot unmount",
            "have an administrator: ln -s /proc/self/mounts /etc/mtab"));
  }

  private static boolean isSetuid(Path program) {
    try {
      return ((Integer) Files.getAttribute(program, "unix:mode") & 04000) != 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What stands in where the native layer cannot be used. */
  private static Finding system(boolean layer) {
    try {
      return Finding.fine(
          "libfuse 2", FuseLibrary.load(FuseLibrary.Choice.SYSTEM, Optional.empty()).name());
    } catch (MountException e) {
      if (layer) {
        return Finding.fine("libfuse 2", "not there, and not needed: the native layer is used");
      }
      return Finding.broken(
          "libfuse 2", String.valueOf(e.getMessage()), "apt install libfuse2 (or libfuse2t64)");
    }
  }

  private Finding layer() {
    try {
      FuseLibrary.load(FuseLibrary.Choice.NATIVE, nativeLayer);
      return Finding.fine("native layer", "is used");
    } catch (MountException e) {
      return Finding.warning(
          "native layer", String.valueOf(e.getMessage()), "nothing: libfuse 2 does, a bit slower");
    }
  }

  private Finding kernel(boolean layer) {
    String release;
    try {
      release = Files.readString(top.resolve("proc/sys/kernel/osrelease")).strip();
    } catch (IOException e) {
      return Finding.warning("kernel", "its release is not told", "");
    }
    Matcher number = RELEASE.matcher(release);
    int version =
        number.lookingAt()
            ? Integer.parseInt(number.group(1)) * 100 + Integer.parseInt(number.group(2))
            : 0;
    String passthrough =
        version < PASSTHROUGH
            ? "no passthrough before Linux 6.9"
            : !layer || !root
                ? "passthrough needs the native layer and root"
                : "passthrough works where the cache lies on a plain filesystem";
    return Finding.fine("kernel", release + "; " + passthrough);
  }
}
