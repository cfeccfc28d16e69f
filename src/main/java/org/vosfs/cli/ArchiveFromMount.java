package org.vosfs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.vosfs.status.CommandException;

/**
 * An archive made from what the mount shows: by the system's tar, links as links; or as a zip, into
 * which links go as what they lead to.
 */
final class ArchiveFromMount {
  private ArchiveFromMount() {}

  /** Returns one line for each that could not be read. */
  static List<String> write(
      List<Path> places, org.vosfs.vospace.ArchiveFormat format, OutputStream out)
      throws IOException, CommandException {
    return format == org.vosfs.vospace.ArchiveFormat.ZIP ? zip(places, out) : tar(places, out);
  }

  private static List<String> tar(List<Path> places, OutputStream out)
      throws IOException, CommandException {
    List<String> words = new ArrayList<>(List.of("tar", "--create", "--file=-"));
    for (Path place : places) {
      words.add("--directory=" + place.getParent());
      words.add("--add-file=" + place.getFileName());
    }
    Path errors = Files.createTempFile("vosfs-get", ".errors");
    try {
      Process tar = new ProcessBuilder(words).redirectError(errors.toFile()).start();
      tar.getOutputStream().close();
      tar.getInputStream().transferTo(out);
      int code = tar.waitFor();
      List<String> told = Files.readAllLines(errors, StandardCharsets.UTF_8);
      if (code != 0 && told.isEmpty()) {
        throw new CommandException("tar ended with " + code);
      }
      return code == 0 ? List.of() : told;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    } finally {
      Files.delete(errors);
    }
  }

  private static List<String> zip(List<Path> places, OutputStream out) throws IOException {
    List<String> problems = new ArrayList<>();
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    for (Path place : places) {
      Path above = place.getParent() == null ? place : place.getParent();
      Files.walkFileTree(
          place,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes facts)
                throws IOException {
              zip.putNextEntry(entry(above.relativize(path) + "/", facts));
              zip.closeEntry();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes facts)
                throws IOException {
              zip.putNextEntry(entry(above.relativize(path).toString(), facts));
              if (facts.isSymbolicLink()) {
                problems.add(path + " leads nowhere");
              } else {
                Files.copy(path, zip);
              }
              zip.closeEntry();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) {
              problems.add(path + ": " + failure);
              return FileVisitResult.CONTINUE;
            }
          });
    }
    zip.finish();
    zip.flush();
    return problems;
  }

  private static ZipEntry entry(String name, BasicFileAttributes facts) {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(facts.lastModifiedTime());
    return entry;
  }
}
