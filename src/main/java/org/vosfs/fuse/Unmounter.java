package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a mount away by the system's own programs: {@code umount} as root, {@code fusermount}
 * otherwise, and where that cannot, {@code umount} as well (util-linux lets users take their own
 * FUSE mounts away). Never lazily unless told to: a lazy unmount hides open files whose bytes still
 * come. Stateless and thread-safe.
 */
public final class Unmounter {
  /**
   * How often it is tried while it is busy and nobody is seen who uses it: whoever looks at what is
   * mounted, copies the mounts for a container or is just ending holds it for a moment.
   */
  static final int MOST_TRIES = 20;

  private Unmounter() {}

  /** What unmounting needs of the system. */
  interface Programs {
    /**
     * Runs one to its end.
     *
     * @throws IOException when it cannot be started
     * @throws MountException when interrupted
     */
    Outcome run(List<String> command) throws IOException, MountException;

    /** The processes seen that use the mount, for a message. */
    String holders(Path mountPoint);

    /**
     * Waits a moment.
     *
     * @throws MountException when interrupted
     */
    void pause() throws MountException;
  }

  /** How a program ended, and what it said. */
  record Outcome(int code, String said) {
    boolean isBusy() {
      return said.contains("busy");
    }
  }

  /**
   * Unmounts.
   *
   * @param lazily detach now, clean up when the last user is gone; also clears dead mounts that are
   *     in use
   * @throws MountException when it stays mounted; names who uses it when that is the reason
   */
  public static void unmount(Path mountPoint, boolean lazily) throws MountException {
    unmount(mountPoint, commands(mountPoint, lazily), new UnmountPrograms());
  }

  static void unmount(Path mountPoint, List<List<String>> commands, Programs programs)
      throws MountException {
    for (int tries = 1; ; tries++) {
      Outcome failure = round(commands, programs);
      if (failure.code() == 0) {
        return;
      }
      if (!failure.isBusy()) {
        throw failed(mountPoint, failure);
      }
      String holders = programs.holders(mountPoint);
      if (!holders.isEmpty() || tries == MOST_TRIES) {
        throw busy(mountPoint, holders);
      }
      programs.pause();
    }
  }

  /** Each program in its turn until one has done it; else the failure that tells most. */
  private static Outcome round(List<List<String>> commands, Programs programs)
      throws MountException {
    List<Outcome> failures = new ArrayList<>();
    String missing = "";
    for (List<String> command : commands) {
      try {
        Outcome outcome = programs.run(command);
        if (outcome.code() == 0) {
          return outcome;
        }
        failures.add(outcome);
      } catch (IOException e) {
        missing = e.getMessage(); // not installed: the next one
      }
    }
    failures.add(new Outcome(-1, "neither umount nor fusermount can be started: " + missing));
    return failures.stream().filter(Outcome::isBusy).findFirst().orElse(failures.get(0));
  }

  /**
   * A mount whose process was killed answers every call with ENOTCONN, and those under way with
   * ECONNABORTED. Opens the directory: its attributes may still come from the kernel's cache.
   */
  public static boolean isDead(Path place) {
    try (DirectoryStream<Path> opened = Files.newDirectoryStream(place)) {
      return false;
    } catch (AccessDeniedException e) {
      return false; // alive, and somebody else's
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("not connected") || message.contains("connection abort");
    }
  }

  private static List<List<String>> commands(Path mountPoint, boolean lazily)
      throws MountException {
    boolean root;
    try {
      root = ProcessOwner.current().isRoot();
    } catch (IOException e) {
      throw new MountException("cannot tell which user this is: " + e.getMessage(), e);
    }
    List<List<String>> commands = new ArrayList<>();
    String place = mountPoint.toString();
    if (!root) {
      for (String program : List.of("fusermount3", "fusermount")) {
        commands.add(lazily ? List.of(program, "-u", "-z", place) : List.of(program, "-u", place));
      }
    }
    commands.add(lazily ? List.of("umount", "-l", place) : List.of("umount", place));
    return commands;
  }

  private static MountException busy(Path mountPoint, String holders) {
    return new MountException(
        mountPoint
            + " is busy: "
            + (holders.isEmpty()
                ? "no process of yours is seen there, so another user's or a container's holds it"
                : "in use by " + holders)
            + "; close what is open there and try again");
  }

  private static MountException failed(Path mountPoint, Outcome outcome) {
    String fix =
        outcome.said().contains("/etc/mtab")
            ? "; have an administrator mend that: ln -s /proc/self/mounts /etc/mtab"
            : "";
    return new MountException("cannot unmount " + mountPoint + ": " + outcome.said() + fix);
  }
}
