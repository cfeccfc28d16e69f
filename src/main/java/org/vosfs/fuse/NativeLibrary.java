package org.vosfs.fuse;

import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The native layer of vosfs (the directory {@code native} of the sources): speaks the kernel's
 * protocol by itself. Its functions beyond libfuse 2's are those used here. Immutable and
 * thread-safe.
 */
final class NativeLibrary extends FuseLibrary {
  /** {@code VOSFS_NATIVE_ABI} of native/src/libfuse2.h: both sides lay out the same structs. */
  private static final int ABI = 2;

  private static final int PROBLEM_ROOM = 512;

  private final Path file;

  /** {@code session *vosfs_mount(argc, argv, operations, size, char *problem, size_t room)}. */
  private final NativeFunction mount;

  /** {@code int vosfs_serve(session *)}: until the mount has ended. */
  final NativeFunction serve;

  /** {@code void vosfs_free(session *)}. */
  final NativeFunction free;

  /** {@code int vosfs_forget_name(session *, uint64_t directory, const char *name)}. */
  final NativeFunction forgetName;

  /** {@code int vosfs_forget_attributes(session *, uint64_t node)}. */
  final NativeFunction forgetAttributes;

  /** {@code unsigned vosfs_features(session *)}. */
  final NativeFunction features;

  /** {@code unsigned vosfs_request_size(session *)}. */
  final NativeFunction requestSize;

  /** {@code size_t vosfs_nodes(session *)}. */
  final NativeFunction nodes;

  private NativeLibrary(Path file, Library library) throws MountException {
    this.file = file;
    mount = function(library, "vosfs_mount", Type.POINTER, 6);
    serve = function(library, "vosfs_serve", Type.SINT, 1);
    free = function(library, "vosfs_free", Type.VOID, 1);
    forgetName = function(library, "vosfs_forget_name", Type.SINT, 3);
    forgetAttributes = function(library, "vosfs_forget_attributes", Type.SINT, 2);
    features = function(library, "vosfs_features", Type.SINT, 1);
    requestSize = function(library, "vosfs_request_size", Type.SINT, 1);
    nodes = function(library, "vosfs_nodes", Type.POINTER, 1);
  }

  /**
   * Loads it.
   *
   * @throws MountException when it is not installed, lies where others may write, or belongs to
   *     another version of vosfs
   */
  static NativeLibrary load(Optional<Path> installed) throws MountException {
    Path file =
        installed.orElseThrow(
            () ->
                new MountException(
                    "the native layer is not installed; build it with: make -C native (needs gcc)"));
    TrustedFile.check(file);
    try {
      Library library = Library.openLibrary(file.toString(), Library.NOW | Library.LOCAL);
      if (library == null) {
        throw new MountException("cannot load " + file + ": " + Library.getLastError());
      }
      checkVersion(file, library);
      return new NativeLibrary(file, library);
    } catch (UnsatisfiedLinkError | SecurityException e) {
      throw new MountException("cannot load the native part of jffi: " + e.getMessage(), e);
    }
  }

  private static void checkVersion(Path file, Library library) throws MountException {
    long version = library.getSymbolAddress("vosfs_native_abi");
    if (version == 0 || NativeMemory.getInt(version) != ABI) {
      throw new MountException(
          file + " belongs to another version of vosfs; build it again with: make -C native");
    }
  }

  private static NativeFunction function(Library library, String name, Type result, int parameters)
      throws MountException {
    long address = library.getSymbolAddress(name);
    if (address == 0) {
      throw new MountException("the native layer has no " + name);
    }
    return new NativeFunction(address, NativeFunction.ofPointers(result, parameters));
  }

  @Override
  public String name() {
    return "native (" + file + ")";
  }

  @Override
  boolean isAnchored() {
    return true;
  }

  private static boolean isRoot() throws MountException {
    try {
      return ProcessOwner.current().isRoot();
    } catch (IOException e) {
      throw new MountException("cannot tell which user this is: " + e.getMessage(), e);
    }
  }

  private static String explained(String problem) {
    if (!problem.contains("Operation not permitted")) {
      return problem;
    }
    return problem.startsWith("fusermount")
        ? problem + "; see what is missing: vosfs doctor"
        : problem + "; a container needs the capability CAP_SYS_ADMIN for it";
  }

  @Override
  List<String> helpers() {
    return List.of("fusermount3", "fusermount");
  }

  @Override
  FuseSession mount(MountSettings settings, OperationsTable table, FuseSession.Host host)
      throws MountException {
    boolean root = isRoot();
    List<String> words = new ArrayList<>(MountArguments.withMountPoint(settings));
    if (!root) {
      words.addAll(List.of("-o", "no_passthrough")); // which the kernel would refuse at each open
    }
    long problem = NativeMemory.allocate(PROBLEM_ROOM);
    try (NativeArguments arguments = new NativeArguments(words)) {
      long session =
          mount.call(
              arguments.count(),
              arguments.vector(),
              table.address(),
              table.size(),
              problem,
              PROBLEM_ROOM);
      if (session == 0) {
        throw new MountException(
            "cannot mount at "
                + settings.mountPoint()
                + ": "
                + explained(NativeText.read(problem)));
      }
      return new NativeSession(this, session, settings, root, host);
    } finally {
      NativeMemory.free(problem);
    }
  }
}
