package org.vosfs.cache.staging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vosfs.base.DirectoryLock;

/** What a staging directory consists of, and how each part of it is opened. */
final class StagingPlace {
  private StagingPlace() {}

  static void makePrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, DirectoryLock.PRIVATE_DIRECTORY);
    }
  }

  static Quarantine quarantine(StagingSettings settings) {
    return new Quarantine(settings.directory().resolve("quarantine"));
  }

  static Journal openJournal(StagingSettings settings, Surroundings surroundings)
      throws IOException {
    Path file = settings.directory().resolve("journal.db");
    boolean wal = surroundings.disk() != Surroundings.Disk.NETWORK;
    try {
      return Journal.open(file, wal);
    } catch (Journal.Damaged e) {
      for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
        Path part = file.resolveSibling("journal.db" + suffix);
        if (Files.exists(part)) {
          setAside(settings, part, e);
        }
      }
      return Journal.open(file, wal);
    }
  }

  private static void setAside(StagingSettings settings, Path part, IOException why)
      throws IOException {
    quarantine(settings).take(part, String.valueOf(why.getMessage()), "file " + part);
  }

  /** Not by FileStore: that fails where the root directory is no mount point, as in a chroot. */
  static StagingRoom.Disk disk(StagingSettings settings) {
    File directory = settings.directory().toFile();
    return new StagingRoom.Disk() {
      @Override
      public long usable() {
        return directory.getUsableSpace();
      }

      @Override
      public long total() {
        return directory.getTotalSpace();
      }
    };
  }
}
