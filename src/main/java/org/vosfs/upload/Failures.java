package org.vosfs.upload;

import java.io.IOException;
import org.vosfs.base.DiskFullException;
import org.vosfs.vospace.VospaceException;

/** Which failures of an upload pass by themselves, and how they read in one line. */
final class Failures {
  private Failures() {}

  /**
   * Passing: what the service calls so, a credential that can be renewed, a local disk that is
   * full. Everything else waits for a person.
   */
  static boolean isPassing(Exception e) {
    if (e instanceof VospaceException.Local local) {
      return local.getCause() instanceof IOException cause && isPassingLocally(cause);
    }
    if (e instanceof VospaceException fault) {
      return fault.isTransient() || fault instanceof VospaceException.NotAuthenticated;
    }
    return e instanceof IOException io && isPassingLocally(io);
  }

  private static boolean isPassingLocally(IOException e) {
    return e instanceof DiskFullException || e.getCause() instanceof VospaceException;
  }

  static String line(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse(e.toString());
  }
}
