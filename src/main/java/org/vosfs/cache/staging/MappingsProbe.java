package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.DirectoryLock;

/** Tries out, once, whether {@link Mappings} can tell anything in a directory. Thread-safe. */
final class MappingsProbe {
  private final Path directory;
  private final Mappings mappings;
  private @Nullable Boolean telling;

  MappingsProbe(Path directory, Mappings mappings) {
    this.directory = directory;
    this.mappings = mappings;
  }

  synchronized boolean isTelling() {
    Boolean known = telling;
    if (known == null) {
      known = tryOut();
      telling = known;
    }
    return known;
  }

  private boolean tryOut() {
    Path file = directory.resolve("probe");
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, DirectoryLock.PRIVATE_FILE);
      boolean writable = mappings.isWritable(file);
      Files.delete(file);
      return !writable;
    } catch (IOException e) {
      Staging.LOG.info("the kernel does not write staged files by itself: {}", e.getMessage());
      return false;
    }
  }
}
