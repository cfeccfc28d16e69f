package org.vosfs.fuse;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import ru.serce.jnrfuse.LibFuse;

/**
 * The native FUSE library in this process. Loading takes a few hundred milliseconds, mostly the
 * generation of call stubs: start it early, beside the first request to the service.
 */
public final class FuseLibrary {
  private static final String SYSTEM = "libfuse.so.2";

  private final LibFuse functions;
  private final String name;
  private final boolean anchored;

  private FuseLibrary(LibFuse functions, String name, boolean anchored) {
    this.functions = functions;
    this.name = name;
    this.anchored = anchored;
  }

  /**
   * Loads the distribution's libfuse 2.
   *
   * @throws MountException when it is not installed, or its helper library cannot be loaded
   */
  public static FuseLibrary system() throws MountException {
    try {
      LibFuse functions = LibraryLoader.create(LibFuse.class).failImmediately().load(SYSTEM);
      Runtime.getSystemRuntime().getClosureManager();
      return new FuseLibrary(functions, SYSTEM, false);
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      throw new MountException(
          "cannot load "
              + SYSTEM
              + ": install the package libfuse2 (libfuse2t64 on newer systems); "
              + firstLine(e),
          e);
    }
  }

  LibFuse functions() {
    return functions;
  }

  /** For status and logs. */
  public String name() {
    return name;
  }

  /** Whether paths begin with an entry number, see {@link PathReader}. */
  boolean anchored() {
    return anchored;
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
