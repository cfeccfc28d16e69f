package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which processes keep a mount busy: those with a working directory, root or open file in it. Reads
 * links in /proc only, never the mount itself. Processes of other users are not seen.
 */
final class Holders {
  private static final int MOST = 3;

  private Holders() {}

  /** For a message: up to three processes, or an empty text when none is seen. */
  static String of(Path mountPoint) {
    Set<String> found = new LinkedHashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (found.size() < MOST && holds(process, mountPoint)) {
          found.add(name(process));
        }
      }
    } catch (IOException e) {
      return "";
    }
    return String.join(", ", found);
  }

  private static boolean holds(Path process, Path mountPoint) {
    if (pointsInto(process.resolve("cwd"), mountPoint)
        || pointsInto(process.resolve("root"), mountPoint)) {
      return true;
    }
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : open) {
        if (pointsInto(descriptor, mountPoint)) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false; // ended meanwhile, or somebody else's
    }
    return false;
  }

  private static boolean pointsInto(Path link, Path mountPoint) {
    try {
      return Files.readSymbolicLink(link).startsWith(mountPoint);
    } catch (IOException e) {
      return false;
    }
  }

  private static String name(Path process) {
    String pid = String.valueOf(process.getFileName());
    try {
      return Files.readString(process.resolve("comm")).strip() + " (pid " + pid + ")";
    } catch (IOException e) {
      return "pid " + pid;
    }
  }
}
