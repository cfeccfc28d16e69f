package org.vosfs.cache.staging;

import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * Where unsent writes are kept.
 *
 * @param directory absolute; made when absent; used by one process at a time
 * @param blockBytes unit in which base content is fetched and remembered as present, at least 1;
 *     files already staged keep the unit they were made with
 * @param limitBytes most bytes of unsent files that writers may add to; 0 = no limit
 * @param mappings who writes staged files without telling
 * @param maker makes empty files ahead of those who need one
 */
public record StagingSettings(
    Path directory, int blockBytes, long limitBytes, Mappings mappings, Executor maker) {
  public StagingSettings {
    if (blockBytes < 1 || limitBytes < 0) {
      throw new IllegalArgumentException(
          "block of " + blockBytes + " bytes, limit " + limitBytes + " bytes");
    }
  }

  /** Where nobody writes staged files but through here. */
  public StagingSettings(Path directory, int blockBytes, long limitBytes) {
    this(directory, blockBytes, limitBytes, Mappings.NONE, Runnable::run);
  }

  /** Without a limit. */
  public StagingSettings(Path directory, int blockBytes) {
    this(directory, blockBytes, 0);
  }
}
