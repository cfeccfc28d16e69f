package org.vosfs.fuse;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.List;

/**
 * The distribution's libfuse 2 in this process: the functions that are used of it. Immutable and
 * thread-safe.
 */
final class SystemLibrary extends FuseLibrary {
  private static final String SYSTEM = "libfuse.so.2";

  /** {@code struct fuse_chan *fuse_mount(const char *mountpoint, struct fuse_args *)}. */
  final NativeFunction mount;

  /** {@code void fuse_unmount(const char *mountpoint, struct fuse_chan *)}. */
  final NativeFunction unmount;

  /** {@code struct fuse *fuse_new(chan, args, operations, size, user data)}. */
  final NativeFunction create;

  /** {@code void fuse_destroy(struct fuse *)}. */
  final NativeFunction destroy;

  /** {@code struct fuse_session *fuse_get_session(struct fuse *)}. */
  final NativeFunction session;

  /** {@code int fuse_session_exited(struct fuse_session *)}. */
  final NativeFunction exited;

  /** {@code void fuse_session_exit(struct fuse_session *)}. */
  final NativeFunction exit;

  /** {@code size_t fuse_chan_bufsize(struct fuse_chan *)}. */
  final NativeFunction bufferSize;

  /** {@code int fuse_session_receive_buf(session, struct fuse_buf *, struct fuse_chan **)}. */
  final NativeFunction receive;

  /** {@code void fuse_session_process_buf(session, const struct fuse_buf *, chan)}. */
  final NativeFunction process;

  private final String why;

  private SystemLibrary(Library library, String why) throws MountException {
    this.why = why;
    mount = pointers(library, "fuse_mount", Type.POINTER, 2);
    unmount = pointers(library, "fuse_unmount", Type.VOID, 2);
    create = new NativeFunction(currentNew(library), NativeFunction.ofPointers(Type.POINTER, 5));
    destroy = pointers(library, "fuse_destroy", Type.VOID, 1);
    session = pointers(library, "fuse_get_session", Type.POINTER, 1);
    exited = pointers(library, "fuse_session_exited", Type.SINT, 1);
    exit = pointers(library, "fuse_session_exit", Type.VOID, 1);
    bufferSize = pointers(library, "fuse_chan_bufsize", Type.POINTER, 1);
    receive = pointers(library, "fuse_session_receive_buf", Type.SINT, 3);
    process = pointers(library, "fuse_session_process_buf", Type.VOID, 3);
  }

  /**
   * Loads it.
   *
   * @param why it is this one and not the native layer, for status; empty = somebody chose it
   * @throws MountException when it is not installed, or jffi's own library cannot be loaded
   */
  static SystemLibrary load(String why) throws MountException {
    try {
      Library library = Library.openLibrary(SYSTEM, Library.LAZY | Library.LOCAL);
      if (library == null) {
        throw new MountException(
            SYSTEM + " is missing; install the package libfuse2 (libfuse2t64 on newer systems)");
      }
      return new SystemLibrary(library, why);
    } catch (UnsatisfiedLinkError | SecurityException e) {
      throw new MountException("cannot load the native part of jffi: " + e.getMessage(), e);
    }
  }

  private static NativeFunction pointers(Library library, String name, Type result, int parameters)
      throws MountException {
    return new NativeFunction(
        require(library, name), NativeFunction.ofPointers(result, parameters));
  }

  /**
   * The present fuse_new. The library also exports an unversioned one, of libfuse 2.1, with other
   * parameters, and that is what a plain look-up of the name finds.
   */
  private static long currentNew(Library library) throws MountException {
    Library process = Library.getDefault();
    long open = process.getSymbolAddress("dlopen");
    long find = process.getSymbolAddress("dlvsym");
    if (open == 0 || find == 0) {
      throw new MountException("this system's loader has no dlvsym; glibc is needed");
    }
    try (NativeText file = new NativeText(SYSTEM);
        NativeText name = new NativeText("fuse_new");
        NativeText version = new NativeText("FUSE_2.6")) {
      CallContext opens = NativeFunction.signature(Type.POINTER, Type.POINTER, Type.SINT);
      CallContext finds = NativeFunction.ofPointers(Type.POINTER, 3);
      long handle = new NativeFunction(open, opens).call(file.address(), Library.LAZY);
      long found = new NativeFunction(find, finds).call(handle, name.address(), version.address());
      return found == 0 ? require(library, "fuse_new") : found;
    }
  }

  private static long require(Library library, String name) throws MountException {
    long address = library.getSymbolAddress(name);
    if (address == 0) {
      throw new MountException(SYSTEM + " is too old: it has no " + name + " (2.9 is needed)");
    }
    return address;
  }

  @Override
  public String name() {
    return SYSTEM + (why.isEmpty() ? "" : " (" + why + ")");
  }

  @Override
  boolean isAnchored() {
    return false;
  }

  @Override
  List<String> helpers() {
    return List.of("fusermount");
  }

  @Override
  FuseSession mount(MountSettings settings, OperationsTable table, FuseSession.Host host)
      throws MountException {
    return SessionLoop.mount(this, settings, table, host);
  }
}
