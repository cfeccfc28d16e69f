package org.vosfs.fs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A filesystem over another one: every call is passed on as it is. What a layer does otherwise, it
 * overrides. As thread-safe as the one below, which {@link #close} closes.
 */
public abstract class ForwardingFileSystem implements FileSystem {
  private final FileSystem below;

  /** Over {@code below}, which it closes. */
  protected ForwardingFileSystem(FileSystem below) {
    this.below = below;
  }

  @Override
  public Attributes attributes(Location at) throws FsException {
    return below.attributes(at);
  }

  @Override
  public Attributes attributes(long handle) throws FsException {
    return below.attributes(handle);
  }

  @Override
  public Optional<Attributes> known(long number) {
    return below.known(number);
  }

  @Override
  public long absentFor(Location at) {
    return below.absentFor(at);
  }

  @Override
  public void watch(KernelCache kernel) {
    below.watch(kernel);
  }

  @Override
  public void access(Location at, int mask) throws FsException {
    below.access(at, mask);
  }

  @Override
  public long openDirectory(Location at) throws FsException {
    return below.openDirectory(at);
  }

  @Override
  public void readDirectory(long handle, long cookie, DirectoryFill fill) throws FsException {
    below.readDirectory(handle, cookie, fill);
  }

  @Override
  public void releaseDirectory(long handle) {
    below.releaseDirectory(handle);
  }

  @Override
  public OpenedFile open(Location at, OpenMode mode) throws FsException {
    return below.open(at, mode);
  }

  @Override
  public OpenedFile create(Location at, OpenMode mode, int permissions) throws FsException {
    return below.create(at, mode, permissions);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer into) throws FsException {
    return below.read(handle, offset, into);
  }

  @Override
  public int write(long handle, long offset, ByteBuffer from) throws FsException {
    return below.write(handle, offset, from);
  }

  @Override
  public Optional<LocalFile> localFile(long handle) throws FsException {
    return below.localFile(handle);
  }

  @Override
  public void truncate(Location at, long size) throws FsException {
    below.truncate(at, size);
  }

  @Override
  public void truncate(long handle, long size) throws FsException {
    below.truncate(handle, size);
  }

  @Override
  public void flush(long handle) throws FsException {
    below.flush(handle);
  }

  @Override
  public void fsync(long handle) throws FsException {
    below.fsync(handle);
  }

  @Override
  public void release(long handle) {
    below.release(handle);
  }

  @Override
  public void makeDirectory(Location at, int permissions) throws FsException {
    below.makeDirectory(at, permissions);
  }

  @Override
  public void removeDirectory(Location at) throws FsException {
    below.removeDirectory(at);
  }

  @Override
  public void unlink(Location at) throws FsException {
    below.unlink(at);
  }

  @Override
  public void rename(Location from, Location to, RenameMode mode) throws FsException {
    below.rename(from, to, mode);
  }

  @Override
  public String readLink(Location at) throws FsException {
    return below.readLink(at);
  }

  @Override
  public void makeLink(Location at, String target) throws FsException {
    below.makeLink(at, target);
  }

  @Override
  public void setPermissions(Location at, int permissions) throws FsException {
    below.setPermissions(at, permissions);
  }

  @Override
  public void setOwner(Location at, int user, int group) throws FsException {
    below.setOwner(at, user, group);
  }

  @Override
  public void setTimes(Location at, TimeChange times) throws FsException {
    below.setTimes(at, times);
  }

  @Override
  public byte[] extended(Location at, String name) throws FsException {
    return below.extended(at, name);
  }

  @Override
  public List<String> extendedNames(Location at) throws FsException {
    return below.extendedNames(at);
  }

  @Override
  public void setExtended(Location at, String name, byte[] value, AttributeMode mode)
      throws FsException {
    below.setExtended(at, name, value, mode);
  }

  @Override
  public void removeExtended(Location at, String name) throws FsException {
    below.removeExtended(at, name);
  }

  @Override
  public SpaceUsage usage(Location at) throws FsException {
    return below.usage(at);
  }

  @Override
  public void close() {
    below.close();
  }
}
