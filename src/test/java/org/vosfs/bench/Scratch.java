package org.vosfs.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.vosfs.testing.Shell;

/** Files to work with. */
final class Scratch {
  private Scratch() {}

  /** A file of bytes that do not compress, the same for the same seed. */
  static Path file(Path path, long bytes, long seed) throws IOException {
    byte[] chunk = new byte[1 << 20];
    Random random = new Random(seed);
    try (OutputStream out = Files.newOutputStream(path)) {
      random.nextBytes(chunk);
      for (long written = 0; written < bytes; written += chunk.length) {
        chunk[0] = (byte) (written >> 20);
        chunk[1] = (byte) (written >> 28);
        out.write(chunk, 0, (int) Math.min(chunk.length, bytes - written));
      }
    }
    return path;
  }

  /** Waits until the disk has what was written before: no side pays for another's bytes. */
  static void settle() throws IOException, InterruptedException {
    Shell.run(Path.of("/"), List.of("sync")).ok();
  }

  /** Deletes a directory with everything in it. */
  static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
