package org.vosfs.fs;

import java.util.Optional;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.upload.UploadState;
import org.vosfs.upload.UploadStatus;

/**
 * How far a file is on its way to the service, in the words of {@code user.vos.state}. Asks nobody
 * outside this process.
 */
final class States {
  static final String CLEAN = "clean";
  static final String STAGED = "staged";
  static final String MAPPED = "mapped";
  static final String CONFLICT = "conflict";
  static final String INTERRUPTED = "interrupted";
  static final String FAILED = "failed: ";

  private final Shared shared;

  States(Shared shared) {
    this.shared = shared;
  }

  String of(Entry entry) {
    OpenFile file = shared.openFiles().of(entry).orElse(null);
    StagedFile staged = file == null ? null : file.staged();
    if (file != null && staged != null) {
      return of(staged, shared.uploads().status(file.upload()));
    }
    return isLeftOver(entry) ? INTERRUPTED : entry.conflict ? CONFLICT : CLEAN;
  }

  /** Of a file with unsent bytes. */
  static String of(StagedFile staged, Optional<UploadStatus> upload) {
    String problem = staged.facts().problem();
    return switch (staged.facts().state()) {
      case FAILED -> FAILED + (problem == null ? "unknown" : problem);
      case INTERRUPTED -> INTERRUPTED;
      case CONFLICT -> CONFLICT;
      case OPEN, READY, REMOVED ->
          upload.filter(u -> u.state() == UploadState.RUNNING).isPresent()
              ? "uploading " + percent(upload.get()) + " %"
              : problem != null && problem.startsWith(CONFLICT) ? CONFLICT : waiting(upload);
    };
  }

  private static String waiting(Optional<UploadStatus> upload) {
    return upload.filter(u -> u.state() == UploadState.MAPPED).isPresent() ? MAPPED : STAGED;
  }

  private static long percent(UploadStatus upload) {
    return upload.size() == 0 ? 0 : Math.min(100, upload.sent() * 100 / upload.size());
  }

  private boolean isLeftOver(Entry entry) {
    try {
      NodePath path = shared.tree().path(entry);
      return shared.leftovers().at(path).isPresent();
    } catch (FsException e) {
      return false; // no name, no news
    }
  }
}
