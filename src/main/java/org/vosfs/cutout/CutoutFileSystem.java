package org.vosfs.cutout;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.vosfs.fs.AttributeMode;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.ForwardingFileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.LocalFile;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.fs.RenameMode;
import org.vosfs.fs.SpaceUsage;
import org.vosfs.fs.TimeChange;

/**
 * A filesystem in which parts of FITS files are files, too, read-only and in no listing: {@code
 * img.fits[1][100:200,100:200]}, {@code img.fits(ra,dec,radius)}, {@code img.fits[head]}. What
 * really has such a name wins. Everything else is passed on. Thread-safe.
 */
public final class CutoutFileSystem extends ForwardingFileSystem {
  private static final int READ = 4;
  private static final int WRITE = 2;

  private final PartLookup lookup;
  private final OpenParts open;

  /** Over {@code files}, which it closes. */
  public CutoutFileSystem(FileSystem files, Cutouts cutouts) {
    super(files);
    this.lookup = new PartLookup(files, cutouts);
    this.open = new OpenParts(cutouts);
  }

  /** A call on what really stands somewhere. */
  @FunctionalInterface
  private interface Real<T> {
    T call() throws FsException;
  }

  /** A change: parts cannot be changed. */
  @FunctionalInterface
  private interface Change {
    void call() throws FsException;
  }

  private void change(Location at, Change real) throws FsException {
    if (lookup.isNumbered(at)) {
      throw readOnly(at);
    }
    try {
      real.call();
    } catch (FsException e) {
      if (e.reason() == Reason.NO_ENTRY && lookup.isPart(at)) {
        throw readOnly(at);
      }
      throw e;
    }
  }

  private static FsException readOnly(Location at) {
    return new FsException(Reason.READ_ONLY, "a part of a file cannot be changed: " + at);
  }

  /** The part, when nothing real stands there; else what is real. */
  private <T> T either(Location at, Real<T> real, PartCall<T> part) throws FsException {
    if (lookup.isNumbered(at)) {
      return part.call(lookup.numbered(at));
    }
    try {
      return real.call();
    } catch (FsException e) {
      return part.call(lookup.insteadOf(at, e));
    }
  }

  /** A call on a part. */
  @FunctionalInterface
  private interface PartCall<T> {
    T call(PartLookup.Found part) throws FsException;
  }

  @Override
  public Attributes attributes(Location at) throws FsException {
    return either(at, () -> super.attributes(at), PartLookup.Found::attributes);
  }

  @Override
  public Attributes attributes(long handle) throws FsException {
    return Parts.isNumber(handle) ? open.part(handle).attributes() : super.attributes(handle);
  }

  @Override
  public Optional<Attributes> known(long number) {
    return Parts.isNumber(number) ? Optional.empty() : super.known(number);
  }

  @Override
  public long absentFor(Location at) {
    return lookup.isCandidate(at) ? 0 : super.absentFor(at);
  }

  @Override
  public void access(Location at, int mask) throws FsException {
    boolean done =
        either(
            at,
            () -> {
              super.access(at, mask);
              return true;
            },
            part -> {
              if ((mask & WRITE) != 0) {
                throw readOnly(at);
              }
              super.access(part.file(), mask);
              return true;
            });
    assert done;
  }

  @Override
  public long openDirectory(Location at) throws FsException {
    return either(
        at,
        () -> super.openDirectory(at),
        part -> {
          throw new FsException(Reason.NOT_DIRECTORY, "a part of a file: " + at);
        });
  }

  @Override
  public OpenedFile open(Location at, OpenMode mode) throws FsException {
    return either(at, () -> super.open(at, mode), part -> open(at, part, mode));
  }

  private OpenedFile open(Location at, PartLookup.Found part, OpenMode mode) throws FsException {
    if (mode.write() || mode.truncate()) {
      throw readOnly(at);
    }
    super.access(part.file(), READ);
    return open.open(part);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer into) throws FsException {
    return Parts.isNumber(handle)
        ? open.read(handle, offset, into)
        : super.read(handle, offset, into);
  }

  @Override
  public Optional<LocalFile> localFile(long handle) throws FsException {
    return Parts.isNumber(handle) ? Optional.empty() : super.localFile(handle);
  }

  @Override
  public int write(long handle, long offset, ByteBuffer from) throws FsException {
    if (Parts.isNumber(handle)) {
      throw new FsException(Reason.BAD_HANDLE, "open for reading only");
    }
    return super.write(handle, offset, from);
  }

  @Override
  public void truncate(Location at, long size) throws FsException {
    change(at, () -> super.truncate(at, size));
  }

  @Override
  public void truncate(long handle, long size) throws FsException {
    if (Parts.isNumber(handle)) {
      throw new FsException(Reason.INVALID, "open for reading only");
    }
    super.truncate(handle, size);
  }

  @Override
  public void flush(long handle) throws FsException {
    if (!Parts.isNumber(handle)) {
      super.flush(handle);
    }
  }

  @Override
  public void fsync(long handle) throws FsException {
    if (!Parts.isNumber(handle)) {
      super.fsync(handle);
    }
  }

  @Override
  public void release(long handle) {
    if (Parts.isNumber(handle)) {
      open.close(handle);
    } else {
      super.release(handle);
    }
  }

  @Override
  public void removeDirectory(Location at) throws FsException {
    change(at, () -> super.removeDirectory(at));
  }

  @Override
  public void unlink(Location at) throws FsException {
    change(at, () -> super.unlink(at));
  }

  @Override
  public void rename(Location from, Location to, RenameMode mode) throws FsException {
    change(from, () -> super.rename(from, to, mode));
  }

  @Override
  public String readLink(Location at) throws FsException {
    return either(
        at,
        () -> super.readLink(at),
        part -> {
          throw new FsException(Reason.INVALID, "no link: " + at);
        });
  }

  @Override
  public void setPermissions(Location at, int permissions) throws FsException {
    change(at, () -> super.setPermissions(at, permissions));
  }

  @Override
  public void setOwner(Location at, int user, int group) throws FsException {
    change(at, () -> super.setOwner(at, user, group));
  }

  @Override
  public void setTimes(Location at, TimeChange times) throws FsException {
    change(at, () -> super.setTimes(at, times));
  }

  @Override
  public byte[] extended(Location at, String name) throws FsException {
    return either(
        at,
        () -> super.extended(at, name),
        part -> {
          throw new FsException(Reason.NO_DATA, "a part of a file has no attributes");
        });
  }

  @Override
  public List<String> extendedNames(Location at) throws FsException {
    return either(at, () -> super.extendedNames(at), part -> List.of());
  }

  @Override
  public void setExtended(Location at, String name, byte[] value, AttributeMode mode)
      throws FsException {
    change(at, () -> super.setExtended(at, name, value, mode));
  }

  @Override
  public void removeExtended(Location at, String name) throws FsException {
    change(at, () -> super.removeExtended(at, name));
  }

  @Override
  public SpaceUsage usage(Location at) throws FsException {
    return either(at, () -> super.usage(at), part -> super.usage(part.file()));
  }

  @Override
  public void close() {
    open.close();
    super.close();
  }
}
