package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.status.RuntimeDirectory;

/**
 * Where things are for this user, by the XDG rules.
 *
 * @param home the home directory
 * @param working the directory the program was started in
 */
record Places(Path home, Path working, Map<String, String> environment, ProcessOwner owner) {
  /** From this process's surroundings. */
  static Places current() throws IOException {
    Map<String, String> environment = System.getenv();
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
    return new Places(
        Path.of(home), Path.of("").toAbsolutePath(), environment, ProcessOwner.current());
  }

  Path userConfig() {
    return xdg("XDG_CONFIG_HOME", ".config").resolve("config.toml");
  }

  /** The configuration of the vos client, if it is there. */
  Path vosConfig() {
    return home.resolve(".config/vos/vos-config");
  }

  Path systemConfig() {
    return Path.of("/etc/vosfs/config.toml");
  }

  /** Logs and other small things that outlive a mount. */
  Path state() {
    return xdg("XDG_STATE_HOME", ".local/state");
  }

  RuntimeDirectory runtime() {
    return RuntimeDirectory.standard(owner.isRoot(), environment, state());
  }

  /** The log of a background mount at that place. */
  Path log(Path mountPoint) {
    String name = mountPoint.toString().substring(1).replace('/', '-');
    return state().resolve((name.isEmpty() ? "root" : name) + ".log");
  }

  /**
   * An absolute form of a mount point without links, that does not touch what is mounted there: a
   * dead mount answers nothing.
   */
  Path mountPoint(String text) throws IOException {
    Path place = working.resolve(text).normalize();
    if (Files.isSymbolicLink(place)) {
      return place.toRealPath();
    }
    Path parent = place.getParent();
    Path name = place.getFileName();
    if (parent == null || name == null || !Files.exists(parent)) {
      return place;
    }
    return parent.toRealPath().resolve(name);
  }

  private Path xdg(String variable, String below) {
    String directory = environment.getOrDefault(variable, "");
    Path base = directory.startsWith("/") ? Path.of(directory) : home.resolve(below);
    return base.resolve("vosfs");
  }
}
