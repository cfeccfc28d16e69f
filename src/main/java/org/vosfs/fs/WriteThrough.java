package org.vosfs.fs;

import java.util.Optional;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.upload.UploadStatus;

/**
 * close and fsync that wait for the service: {@code -o write-through=close}. A file is sent when
 * something was written since the last verdict; the other closes of the same open file, one for
 * each process that inherited it, get that verdict without another upload.
 */
final class WriteThrough {
  private final Shared shared;

  WriteThrough(Shared shared) {
    this.shared = shared;
  }

  boolean isOn() {
    return shared.uploads().isWriteThrough();
  }

  /**
   * Sends what was written and waits, for as long as bytes move.
   *
   * @param forced fsync: an empty file is sent too. At a close it is not yet: a shell closes its
   *     copy of a descriptor before the program behind it writes; the last close sends it.
   * @throws FsException what the service says, or IO when it says nothing within the deadline; the
   *     bytes stay staged and their upload goes on
   */
  void settle(OpenFile file, boolean forced) throws FsException {
    StagedFile staged = file.staged();
    if (!isOn() || staged == null || file.isUnlinked() || (staged.size() == 0 && !forced)) {
      return;
    }
    FsException known = file.problem();
    if (known != null) {
      throw known;
    }
    shared.uploads().retry(file.upload());
    Optional<UploadStatus> end =
        shared.uploads().await(file.upload(), shared.settings().deadline());
    FsException problem = file.problem();
    if (problem != null) {
      throw problem;
    }
    if (end.isPresent()) {
      String last = end.get().problem();
      throw new FsException(
          Reason.IO,
          "not accepted by the service yet, its upload goes on: "
              + (last == null ? "no answer within the deadline" : last));
    }
  }
}
