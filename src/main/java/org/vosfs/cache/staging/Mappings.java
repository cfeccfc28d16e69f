package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells whether some program can still change a local file by itself: has it open for writing, or
 * mapped so that it may store into it, which outlives the close and tells nobody. Thread-safe.
 */
@FunctionalInterface
public interface Mappings {
  /** For places where no program ever gets at the files. */
  Mappings NONE = file -> false;

  /**
   * Asks the kernel.
   *
   * @param file not open for writing in this process, or the answer is yes
   * @throws IOException when this filesystem cannot tell
   */
  boolean isWritable(Path file) throws IOException;
}
