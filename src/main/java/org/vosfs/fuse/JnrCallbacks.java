package org.vosfs.fuse;

import jnr.ffi.Pointer;
import jnr.ffi.Struct;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.FuseFillDir;
import ru.serce.jnrfuse.FuseStubFS;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseFileInfo;
import ru.serce.jnrfuse.struct.FuseOperations;
import ru.serce.jnrfuse.struct.Statvfs;
import ru.serce.jnrfuse.struct.Timespec;

/**
 * The callbacks as jnr-fuse has them; it registers just those that are overridden here. What is
 * absent the kernel answers by itself and never asks again: fallocate is EOPNOTSUPP, fsync of a
 * directory succeeds (a change of names is on the server when its call returns), and lock, flock
 * and fcntl locks stay local to this host.
 *
 * <p>Structs go on as addresses, since reading a field through jnr-ffi's mapping costs more than
 * the call, and some of its fields stand in the wrong place. Paths are null for calls that have a
 * handle.
 */
final class JnrCallbacks extends FuseStubFS {
  private final NameCalls names;
  private final HandleCalls handles;
  private final AttributeCalls attributes;
  private final Runnable ready;

  /**
   * @param ready runs when the kernel has said hello: it is mounted, and calls come next
   */
  JnrCallbacks(NameCalls names, HandleCalls handles, AttributeCalls attributes, Runnable ready) {
    this.names = names;
    this.handles = handles;
    this.attributes = attributes;
    this.ready = ready;
  }

  /** The table that jnr-fuse filled in. */
  FuseOperations operations() {
    return fuseOperations;
  }

  private static long address(Struct struct) {
    return Struct.getMemory(struct).address();
  }

  @Override
  public @Nullable Pointer init(Pointer connection) {
    ready.run();
    return null;
  }

  @Override
  public int getattr(String path, FileStat stat) {
    return names.getattr(path, address(stat));
  }

  @Override
  public int access(String path, int mask) {
    return names.access(path, mask);
  }

  @Override
  public int readlink(String path, Pointer buffer, long size) {
    return names.readlink(path, buffer.address(), size);
  }

  @Override
  public int mknod(String path, long mode, long device) {
    return names.mknod(path, (int) mode, device);
  }

  @Override
  public int mkdir(String path, long mode) {
    return names.mkdir(path, (int) mode);
  }

  @Override
  public int unlink(String path) {
    return names.unlink(path);
  }

  @Override
  public int rmdir(String path) {
    return names.rmdir(path);
  }

  @Override
  public int symlink(String target, String path) {
    return names.symlink(target, path);
  }

  @Override
  public int rename(String from, String to) {
    return names.rename(from, to);
  }

  @Override
  public int link(String from, String to) {
    return names.link(from, to);
  }

  @Override
  public int chmod(String path, long mode) {
    return names.chmod(path, (int) mode);
  }

  /** What is 32 bits wide in C is cut to it: the upper half of its register is garbage. */
  @Override
  public int chown(String path, long user, long group) {
    return names.chown(path, (int) user, (int) group);
  }

  @Override
  public int truncate(String path, long size) {
    return names.truncate(path, size);
  }

  @Override
  public int utimens(String path, Timespec[] times) {
    return names.utimens(path, times);
  }

  @Override
  public int getxattr(String path, String name, @Nullable Pointer value, long size) {
    return attributes.get(path, name, value == null ? 0 : value.address(), size);
  }

  @Override
  public int listxattr(String path, @Nullable Pointer list, long size) {
    return attributes.list(path, list == null ? 0 : list.address(), size);
  }

  @Override
  public int setxattr(String path, String name, @Nullable Pointer value, long size, int flags) {
    return attributes.set(path, name, value == null ? 0 : value.address(), size, flags);
  }

  @Override
  public int removexattr(String path, String name) {
    return attributes.remove(path, name);
  }

  @Override
  public int statfs(String path, Statvfs space) {
    return names.statfs(path, address(space));
  }

  @Override
  public int open(String path, FuseFileInfo info) {
    return handles.open(path, address(info));
  }

  @Override
  public int create(String path, long mode, FuseFileInfo info) {
    return handles.create(path, (int) mode, address(info));
  }

  @Override
  public int read(
      @Nullable String path, Pointer buffer, long size, long offset, FuseFileInfo info) {
    return handles.read(buffer.address(), size, offset, address(info));
  }

  @Override
  public int write(
      @Nullable String path, Pointer buffer, long size, long offset, FuseFileInfo info) {
    return handles.write(buffer.address(), size, offset, address(info));
  }

  @Override
  public int fgetattr(@Nullable String path, FileStat stat, FuseFileInfo info) {
    return handles.fgetattr(address(stat), address(info));
  }

  @Override
  public int ftruncate(@Nullable String path, long size, FuseFileInfo info) {
    return handles.ftruncate(size, address(info));
  }

  @Override
  public int flush(@Nullable String path, FuseFileInfo info) {
    return handles.flush(address(info));
  }

  @Override
  public int fsync(@Nullable String path, int dataOnly, FuseFileInfo info) {
    return handles.fsync(dataOnly, address(info));
  }

  @Override
  public int release(@Nullable String path, FuseFileInfo info) {
    return handles.release(address(info));
  }

  @Override
  public int opendir(String path, FuseFileInfo info) {
    return handles.opendir(path, address(info));
  }

  @Override
  public int readdir(
      @Nullable String path, Pointer buffer, FuseFillDir filler, long offset, FuseFileInfo info) {
    return handles.readdir(buffer, filler, offset, address(info));
  }

  @Override
  public int releasedir(@Nullable String path, FuseFileInfo info) {
    return handles.releasedir(address(info));
  }
}
