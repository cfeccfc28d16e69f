package org.vosfs.fuse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes a mount away by the system's own programs: {@code umount} as root, {@code fusermount}
 * otherwise, and where that cannot, {@code umount} as well (util-linux lets users take their own
 * FUSE mounts away). Never lazily unless told to: a lazy unmount hides open files whose bytes still
 * come. Stateless and thread-safe.
 */
public final class Unmounter {
  private static final int LIMIT_SECONDS = 20;

  private Unmounter() {}

  /**
   * Unmounts.
   *
   * @param lazily detach now, clean up when the last user is gone; also clears dead mounts that are
   *     in use
   * @throws MountException when it stays mounted; names who uses it when that is the reason
   */
  public static void unmount(Path mountPoint, boolean lazily) throws MountException {
    List<Outcome> failures = new ArrayList<>();
    String missing = "";
    for (List<String> command : commands(mountPoint, lazily)) {
      try {
        Outcome outcome = run(command);
        if (outcome.code() == 0) {
          return;
        }
        failures.add(outcome);
      } catch (IOException e) {
        missing = e.getMessage(); // not installed: the next one
      }
    }
    failures.add(new Outcome(-1, "neither umount nor fusermount can be started: " + missing));
    throw failure(
        mountPoint, failures.stream().filter(Outcome::isBusy).findFirst().orElse(failures.get(0)));
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

  private static MountException failure(Path mountPoint, Outcome outcome) {
    if (outcome.isBusy()) {
      String holders = Holders.of(mountPoint);
      return new MountException(
          mountPoint
              + " is busy"
              + (holders.isEmpty() ? "" : ": in use by " + holders)
              + "; close what is open there and try again");
    }
    String fix =
        outcome.said().contains("/etc/mtab")
            ? "; have an administrator mend that: ln -s /proc/self/mounts /etc/mtab"
            : "";
    return new MountException("cannot unmount " + mountPoint + ": " + outcome.said() + fix);
  }

  private record Outcome(int code, String said) {
    boolean isBusy() {
      return said.contains("busy");
    }
  }

  private static Outcome run(List<String> command) throws IOException, MountException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(-1, command.get(0) + " does not end");
      }
      return new Outcome(process.exitValue(), text.replace('\n', ' '));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException("interrupted while unmounting", e);
    }
  }
}
