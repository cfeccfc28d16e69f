package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.vosfs.fs.FsException;
import org.vosfs.fs.NameMapping;

/**
 * What an archive of some places has to hold, by names that begin with those of the places. For one
 * thread.
 */
final class TreeWalk {
  private final Set<String> names = new TreeSet<>();
  private String oddity = "";

  private TreeWalk() {}

  /** Reads the directories; no file is opened. */
  static TreeWalk of(List<Path> places) throws IOException {
    TreeWalk walk = new TreeWalk();
    for (Path place : places) {
      Path above = place.getParent() == null ? place : place.getParent();
      Files.walkFileTree(
          place,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes facts) {
              walk.see(above.relativize(path), path, facts);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes facts) {
              walk.see(above.relativize(path), path, facts);
              return FileVisitResult.CONTINUE;
            }

            /** The archive will lack what is in it, which is told. */
            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) {
              walk.names.add(above.relativize(path).toString());
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return walk;
  }

  private void see(Path name, Path path, BasicFileAttributes facts) {
    names.add(name.toString());
    if (facts.isSymbolicLink()) {
      oddity = path + " is a link, which the service leaves out";
    } else if (facts.isRegularFile() && facts.size() == 0) {
      oddity = path + " is empty, which the service leaves out";
    } else if (!isKept(path)) {
      oddity = path + " has another name on the service";
    }
  }

  private static boolean isKept(Path path) {
    String name = String.valueOf(path.getFileName());
    try {
      return NameMapping.ESCAPE.toService(name).equals(name);
    } catch (FsException e) {
      return false;
    }
  }

  /** Why a package of the service would not be what is seen here; nothing when it would. */
  String notForTheService() {
    return oddity;
  }

  /** What is here and not among those names. */
  List<String> missingFrom(Set<String> packed) {
    return names.stream().filter(name -> !packed.contains(name)).toList();
  }
}
