package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cache directory at start: contents with a sound map header are kept, other files with
 * names of ours deleted, names that are not ours left alone.
 */
final class Scan {
  static final String DATA = ".data";
  static final String MAP = ".map";
  static final String TRASH = "trash";

  private static final Logger LOG = LoggerFactory.getLogger(Scan.class);
  private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern OURS =
      Pattern.compile("([0-9a-f]{32,128})(\\.data|\\.map|\\.map\\.tmp|\\.tmp)");

  /** A content found, with the time it was last used. */
  record Found(ContentKey key, long presentBytes, FileTime used) {}

  private final Path directory;
  private final int blockBytes;
  private final List<Found> found = new ArrayList<>();

  Scan(Path directory, int blockBytes) {
    this.directory = directory;
    this.blockBytes = blockBytes;
  }

  /** Contents, least recently used first. */
  List<Found> run() throws IOException {
    Path trash = directory.resolve(TRASH);
    Files.createDirectories(trash);
    for (Path path : list(trash)) {
      Files.deleteIfExists(path);
    }
    for (Path folder : list(directory)) {
      if (FOLDER.matcher(name(folder)).matches() && Files.isDirectory(folder)) {
        scan(folder);
      }
    }
    found.sort(Comparator.comparing(Found::used));
    return found;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void scan(Path folder) throws IOException {
    Set<String> sound = new HashSet<>();
    List<Path> ours = new ArrayList<>();
    for (Path path : list(folder)) {
      if (OURS.matcher(name(path)).matches()) {
        ours.add(path);
        if (name(path).endsWith(MAP) && accept(folder, path)) {
          String id = name(path).substring(0, name(path).length() - MAP.length());
          sound.add(id + MAP);
          sound.add(id + DATA);
        }
      }
    }
    for (Path path : ours) {
      if (!sound.contains(name(path))) {
        LOG.info("dropping {}", path);
        Files.deleteIfExists(path);
      }
    }
  }

  /** A file that has another name, in staging, may change: the process died between the two. */
  private static boolean isOnlyHere(Path data) throws IOException {
    return Files.isRegularFile(data) && Files.getAttribute(data, "unix:nlink").equals(1);
  }

  private boolean accept(Path folder, Path map) {
    ByteBuffer head = ByteBuffer.allocate(BlockMap.HEADER_BYTES);
    try (FileChannel in = FileChannel.open(map, StandardOpenOption.READ)) {
      while (head.hasRemaining() && in.read(head) >= 0) {
        // until the header is in
      }
      BlockMap.Header header = BlockMap.header(head.flip());
      String id = header.key().id();
      boolean fits =
          name(map).equals(id + MAP)
              && id.startsWith(name(folder))
              && header.blockBytes() == blockBytes
              && isOnlyHere(folder.resolve(id + DATA));
      if (fits) {
        found.add(new Found(header.key(), header.presentBytes(), Files.getLastModifiedTime(map)));
      }
      return fits;
    } catch (IOException e) {
      LOG.info("{}: {}", map, e.getMessage());
      return false;
    }
  }
}
