package org.vosfs.fs;

import java.io.IOException;
import org.vosfs.cache.staging.StagedFile;

/** A change of a staged file's bytes or facts. */
@FunctionalInterface
interface StagedChange {
  void apply(StagedFile staged) throws IOException;
}
