package org.vosfs.fs;

import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.vospace.Version;

/** How much more the service will hold once everything is sent. */
final class UnsentBytes {
  private UnsentBytes() {}

  /** By how much the files at and below a path will have grown. */
  static long below(Shared shared, NodePath path) {
    long bytes = 0;
    for (StagedFile staged : shared.staging().all()) {
      StagedFacts facts = staged.facts();
      boolean counts = facts.state() != StagedState.REMOVED && facts.uploaded() == null;
      if (counts && facts.path().startsWith(path)) {
        String base = facts.base();
        bytes += beyondBase(base == null ? null : Version.parse(base), staged.size());
      }
    }
    return bytes;
  }

  /** What the service holds already is replaced. */
  static long beyondBase(@Nullable Version base, long size) {
    return Math.max(0, size - (base == null ? 0 : base.length()));
  }
}
