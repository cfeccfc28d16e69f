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
 * @param chmodPublishes chmod changes who may read and write on the service
 * @param modeBinds owner bits taken away by chmod bind this user, as they do all but the superuser
 */
public record FsSettings(
    @Nullable Path mountPoint,
    Duration deadline,
    NameMapping names,
    boolean readOnly,
    boolean exclusiveByServer,
    boolean chmodPublishes,
    boolean modeBinds) {
  /** Of the superuser, whom no mode binds. */
  public FsSettings(
      @Nullable Path mountPoint,
      Duration deadline,
      NameMapping names,
      boolean readOnly,
      boolean exclusiveByServer) {
    this(mountPoint, deadline, names, readOnly, exclusiveByServer, false, false);
  }

  /** The same, where chmod changes rights on the service. */
  public FsSettings withChmodPublishing() {
    return new FsSettings(
        mountPoint, deadline, names, readOnly, exclusiveByServer, true, modeBinds);
  }

  public static FsSettings defaults() {
    return new FsSettings(null, Duration.ofSeconds(30), NameMapping.ESCAPE, false, false);
  }
}
