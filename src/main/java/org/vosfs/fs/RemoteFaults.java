package org.vosfs.fs;

import java.io.IOException;
import java.util.Map;
import org.vosfs.base.DiskFullException;
import org.vosfs.vospace.VospaceException;

/** The one translation from what the service, or the local disk, said to what POSIX says. */
final class RemoteFaults {
  private static final Map<Class<? extends VospaceException>, Reason> REASONS =
      Map.ofEntries(
          Map.entry(VospaceException.NotFound.class, Reason.NO_ENTRY),
          Map.entry(VospaceException.UnreadableLink.class, Reason.NO_ENTRY),
          Map.entry(VospaceException.Denied.class, Reason.ACCESS),
          Map.entry(VospaceException.NotAuthenticated.class, Reason.ACCESS),
          Map.entry(VospaceException.Locked.class, Reason.NOT_PERMITTED),
          Map.entry(VospaceException.AlreadyExists.class, Reason.EXISTS),
          Map.entry(VospaceException.NotEmpty.class, Reason.NOT_EMPTY),
          Map.entry(VospaceException.Busy.class, Reason.BUSY),
          Map.entry(VospaceException.Invalid.class, Reason.INVALID),
          Map.entry(VospaceException.Unsupported.class, Reason.UNSUPPORTED),
          Map.entry(VospaceException.QuotaExceeded.class, Reason.QUOTA),
          Map.entry(VospaceException.TooLarge.class, Reason.TOO_BIG),
          Map.entry(VospaceException.ReadOnly.class, Reason.READ_ONLY),
          Map.entry(VospaceException.Corrupt.class, Reason.IO),
          Map.entry(VospaceException.Throttled.class, Reason.IO),
          Map.entry(VospaceException.Unavailable.class, Reason.IO),
          Map.entry(VospaceException.Malformed.class, Reason.IO),
          Map.entry(VospaceException.Local.class, Reason.IO));

  private RemoteFaults() {}

  static FsException translate(VospaceException e) {
    if (e instanceof VospaceException.Local && e.getCause() instanceof IOException cause) {
      return translate(cause);
    }
    Reason reason = REASONS.getOrDefault(e.getClass(), Reason.IO);
    return new FsException(reason, String.valueOf(e.getMessage()), e);
  }

  static FsException translate(IOException e) {
    if (e instanceof FsException known) {
      return known;
    }
    if (e instanceof StaleContentException) {
      return new FsException(Reason.STALE, String.valueOf(e.getMessage()), e);
    }
    if (e instanceof DiskFullException) {
      return new FsException(Reason.NO_SPACE, String.valueOf(e.getMessage()), e);
    }
    if ("File too large".equals(e.getMessage())) { // EFBIG of the local disk, as Java tells it
      return new FsException(Reason.TOO_BIG, "more than the local disk takes in one file", e);
    }
    if (isTooManyOpen(e)) {
      return new FsException(Reason.TOO_MANY_OPEN, String.valueOf(e.getMessage()), e);
    }
    if (e.getCause() instanceof VospaceException fault) {
      return translate(fault);
    }
    return new FsException(Reason.IO, String.valueOf(e.getMessage()), e);
  }

  /** EMFILE or ENFILE of the local disk, as Java tells it. */
  private static boolean isTooManyOpen(IOException e) {
    return String.valueOf(e.getMessage()).contains("Too many open files");
  }
}
