package org.vosfs.fs;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one mount behaves.
 *
 * @param mountPoint where it is mounted, to recognise absolute link targets; null = nowhere
 * @param deadline longest wait of a call for somebody else's request or upload
 * @param names how names the service cannot keep are treated
 * @param readOnly every change is refused with EROFS
 * @param exclusiveByServer O_EXCL asks the service even when the name is known to be absent
 * @param modeBinds owner bits taken away by chmod bind this user, as they do all but the superuser
 */
public record FsSettings(
    @Nullable Path mountPoint,
    Duration deadline,
    NameMapping names,
    boolean readOnly,
    boolean exclusiveByServer,
    boolean modeBinds) {
  /** Of the superuser, whom no mode binds. */
  public FsSettings(
      @Nullable Path mountPoint,
      Duration deadline,
      NameMapping names,
      boolean readOnly,
      boolean exclusiveByServer) {
    this(mountPoint, deadline, names, readOnly, exclusiveByServer, false);
  }

  public static FsSettings defaults() {
    return new FsSettings(null, Duration.ofSeconds(30), NameMapping.ESCAPE, false, false);
  }
}
