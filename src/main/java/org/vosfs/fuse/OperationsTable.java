package org.vosfs.fuse;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import jnr.ffi.provider.ClosureManager;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * The {@code struct fuse_operations} given to libfuse: only what is supported. What is absent the
 * kernel answers by itself and never asks again: extended attributes and fallocate are EOPNOTSUPP,
 * and lock, flock and fcntl locks stay local to this host.
 *
 * <p>Must stay reachable while mounted: native closures are held weakly by jnr-ffi.
 */
final class OperationsTable {
  private static final int POINTER = 8;

  /** No path is worked out for calls that have a handle; they go on working after an unlink. */
  private static final int NULL_PATH_OK = 1;

  private static final int NO_PATH = 1 << 1;

  /** UTIME_NOW and UTIME_OMIT arrive as such, instead of an atime and mtime read before. */
  private static final int UTIME_OMIT_OK = 1 << 2;

  private final FuseOperations struct = new FuseOperations(Runtime.getSystemRuntime());
  private final ClosureManager closures = Runtime.getSystemRuntime().getClosureManager();
  private final List<Object> reachable = new ArrayList<>();

  /**
   * @param ready runs when the kernel has said hello: it is mounted, and calls come next
   */
  OperationsTable(NameCalls names, HandleCalls handles, Runnable ready) {
    putNames(names);
    putHandles(handles);
    Callbacks.Init init =
        connection -> {
          ready.run();
          return 0;
        };
    put(struct.init.offset(), Callbacks.Init.class, init);
    // The bit field follows bmap; jnr-fuse takes each of its bits for a byte of its own.
    Struct.getMemory(struct)
        .putInt(struct.bmap.offset() + POINTER, NULL_PATH_OK | NO_PATH | UTIME_OMIT_OK);
  }

  FuseOperations struct() {
    return struct;
  }

  int size() {
    return Struct.size(struct);
  }

  private void putNames(NameCalls names) {
    put(struct.getattr.offset(), Callbacks.Two.class, names::getattr);
    put(struct.readlink.offset(), Callbacks.Three.class, names::readlink);
    put(struct.mknod.offset(), Callbacks.ValueAndLong.class, names::mknod);
    put(struct.mkdir.offset(), Callbacks.Value.class, names::mkdir);
    put(struct.unlink.offset(), Callbacks.One.class, names::unlink);
    put(struct.rmdir.offset(), Callbacks.One.class, names::rmdir);
    put(struct.symlink.offset(), Callbacks.Two.class, names::symlink);
    put(struct.rename.offset(), Callbacks.Two.class, names::rename);
    put(struct.link.offset(), Callbacks.Two.class, names::link);
    put(struct.chmod.offset(), Callbacks.Value.class, names::chmod);
    put(struct.chown.offset(), Callbacks.Values.class, names::chown);
    put(struct.truncate.offset(), Callbacks.Two.class, names::truncate);
    put(struct.utimens.offset(), Callbacks.Two.class, names::utimens);
    put(struct.statfs.offset(), Callbacks.Two.class, names::statfs);
    put(struct.access.offset(), Callbacks.Value.class, names::access);
  }

  private void putHandles(HandleCalls handles) {
    put(struct.open.offset(), Callbacks.Two.class, handles::open);
    put(struct.create.offset(), Callbacks.ValueAndLong.class, handles::create);
    put(struct.read.offset(), Callbacks.Five.class, handles::read);
    put(struct.write.offset(), Callbacks.Five.class, handles::write);
    put(struct.fgetattr.offset(), Callbacks.Three.class, handles::fgetattr);
    put(struct.ftruncate.offset(), Callbacks.Three.class, handles::ftruncate);
    put(struct.flush.offset(), Callbacks.Two.class, handles::flush);
    put(struct.fsync.offset(), Callbacks.ValueAndLong.class, handles::fsync);
    put(struct.release.offset(), Callbacks.Two.class, handles::release);
    put(struct.opendir.offset(), Callbacks.Two.class, handles::opendir);
    put(struct.readdir.offset(), Callbacks.Five.class, handles::readdir);
    put(struct.releasedir.offset(), Callbacks.Two.class, handles::releasedir);
    put(struct.fsyncdir.offset(), Callbacks.ValueAndLong.class, handles::fsyncdir);
  }

  private <T> void put(long offset, Class<T> signature, T callback) {
    Pointer function = closures.getClosurePointer(signature, callback);
    reachable.add(callback);
    Struct.getMemory(struct).putPointer(offset, function);
  }
}
