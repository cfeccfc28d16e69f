package org.vosfs.fuse;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library between the kernel and the callbacks, loaded into this process: the distribution's
 * libfuse 2, or the native layer that comes with vosfs and can do more. What programs see is the
 * same. Loading takes time: do it beside the first request to the service. Immutable and
 * thread-safe.
 */
public abstract sealed class FuseLibrary permits SystemLibrary, NativeLibrary {
  private static final Logger log = LoggerFactory.getLogger(FuseLibrary.class);

  /** Which one to load. */
  public enum Choice {
    /** The native layer when it can be used, else libfuse 2. */
    AUTO,
    NATIVE,
    SYSTEM
  }

  FuseLibrary() {}

  /**
   * Loads the library of that choice.
   *
   * @param file where the native layer is installed, if it is
   * @throws MountException when it cannot be had; says what to do
   */
  public static FuseLibrary load(Choice choice, Optional<Path> file) throws MountException {
    return switch (choice) {
      case SYSTEM -> SystemLibrary.load("");
      case NATIVE -> NativeLibrary.load(file);
      case AUTO -> preferred(file);
    };
  }

  private static FuseLibrary preferred(Optional<Path> file) throws MountException {
    try {
      return NativeLibrary.load(file);
    } catch (MountException e) {
      log.info("libfuse 2 is used: {}", e.getMessage());
      return SystemLibrary.load(String.valueOf(e.getMessage()));
    }
  }

  /** For status and logs. */
  public abstract String name();

  /** Whether paths begin with the number of an entry; otherwise they begin at the root. */
  abstract boolean isAnchored();

  /** The setuid programs that can mount for an ordinary user, the one it takes first ahead. */
  abstract List<String> helpers();

  /**
   * Mounts in the kernel; nothing is answered before the session is started.
   *
   * @throws MountException when it cannot be done
   */
  abstract FuseSession mount(MountSettings settings, OperationsTable table, FuseSession.Host host)
      throws MountException;
}
