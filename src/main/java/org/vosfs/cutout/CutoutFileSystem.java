package org.vosfs.cutout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.vosfs.fs.AttributeMode;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.DirectoryFill;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.KernelCache;
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
public final class CutoutFileSystem implements FileSystem {
  private final FileSystem files;
  private final Cutouts cutouts;
  private final PartLookup lookup;
  private final Map<Long, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong lastHandle = new AtomicLong(Parts.FIRST);

  private record Open(FileChannel bytes, Path file, PartLookup.Found part) {}

  /** Over {@code files}, which it closes. */
  public CutoutFileSystem(FileSystem files, Cutouts cutouts) {
    this.files = files;
    this.cutouts = cutouts;
    this.lookup = new PartLookup(files, cutouts);
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
    return either(at, () -> files.attributes(at), PartLookup.Found::attributes);
  }

  @Override
  public Attributes attributes(long handle) throws FsException {
    return Parts.isNumber(handle) ? opened(handle).part().attributes() : files.attributes(handle);
  }

  private Open opened(long handle) throws FsException {
    Open found = open.get(handle);
    if (found == null) {
      throw new FsException(Reason.BAD_HANDLE, "no such handle: " + handle);
    }
    return found;
  }

  @Override
  public Optional<Attributes> known(long number) {
    return Parts.isNumber(number) ? Optional.empty() : files.known(number);
  }

  @Override
  public long absentFor(Location at) {
    return lookup.isCandidate(at) ? 0 : files.absentFor(at);
  }

  @Override
  public void watch(KernelCache kernel) {
    files.watch(kernel);
  }

  @Override
  public void access(Location at, int mask) throws FsException {
    boolean done =
        either(
            at,
            () -> {
              files.access(at, mask);
              return true;
            },
            part -> {
              if ((mask & 2) != 0) {
                throw readOnly(at);
              }
              files.access(part.file(), mask);
              return true;
            });
    assert done;
  }

  @Override
  public long openDirectory(Location at) throws FsException {
    return either(
        at,
        () -> files.openDirectory(at),
        part -> {
          throw new FsException(Reason.NOT_DIRECTORY, "a part of a file: " + at);
        });
  }

  @Override
  public void readDirectory(long handle, long cookie, DirectoryFill fill) throws FsException {
    files.readDirectory(handle, cookie, fill);
  }

  @Override
  public void releaseDirectory(long handle) {
    files.releaseDirectory(handle);
  }

  @Override
  public OpenedFile open(Location at, OpenMode mode) throws FsException {
    return either(at, () -> files.open(at, mode), part -> open(at, part, mode));
  }

  private OpenedFile open(Location at, PartLookup.Found part, OpenMode mode) throws FsException {
    if (mode.write() || mode.truncate()) {
      throw readOnly(at);
    }
    files.access(part.file(), 4);
    for (int tries = 0; ; tries++) {
      Path file = cutouts.result(part.key()).file();
      try {
        FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ);
        long handle = lastHandle.incrementAndGet();
        open.put(handle, new Open(bytes, file, part));
        // The kernel may know the name by the number of the file's earlier content.
        return new OpenedFile(handle, false, isOtherOpen(part.key()));
      } catch (NoSuchFileException e) {
        if (tries > 2) { // others needed its room in this moment
          throw new FsException(Reason.IO, "the cutouts in use have no room", e);
        }
      } catch (IOException e) {
        throw new FsException(Reason.IO, "a cutout cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /** Whether the same part of another content of the file is open. */
  private boolean isOtherOpen(PartKey key) {
    return open.values().stream()
        .map(one -> one.part().key())
        .anyMatch(
            other ->
                other.file() == key.file()
                    && other.spec().equals(key.spec())
                    && !other.equals(key));
  }

  @Override
  public OpenedFile create(Location at, OpenMode mode, int permissions) throws FsException {
    return files.create(at, mode, permissions);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer into) throws FsException {
    if (!Parts.isNumber(handle)) {
      return files.read(handle, offset, into);
    }
    FileChannel bytes = opened(handle).bytes();
    int count = 0;
    try {
      while (into.hasRemaining()) {
        int more = bytes.read(into, offset + count);
        if (more <= 0) {
          break;
        }
        count += more;
      }
      return count;
    } catch (IOException e) {
      throw new FsException(Reason.IO, "a cutout cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Path> localFile(long handle) throws FsException {
    return Parts.isNumber(handle) ? Optional.empty() : files.localFile(handle);
  }

  @Override
  public int write(long handle, long offset, ByteBuffer from) throws FsException {
    if (Parts.isNumber(handle)) {
      throw new FsException(Reason.BAD_HANDLE, "open for reading only");
    }
    return files.write(handle, offset, from);
  }

  @Override
  public void truncate(Location at, long size) throws FsException {
    change(at, () -> files.truncate(at, size));
  }

  @Override
  public void truncate(long handle, long size) throws FsException {
    if (Parts.isNumber(handle)) {
      throw new FsException(Reason.INVALID, "open for reading only");
    }
    files.truncate(handle, size);
  }

  @Override
  public void flush(long handle) throws FsException {
    if (!Parts.isNumber(handle)) {
      files.flush(handle);
    }
  }

  @Override
  public void fsync(long handle) throws FsException {
    if (!Parts.isNumber(handle)) {
      files.fsync(handle);
    }
  }

  @Override
  public void release(long handle) {
    if (!Parts.isNumber(handle)) {
      files.release(handle);
      return;
    }
    Open closed = open.remove(handle);
    if (closed != null) {
      try {
        closed.bytes().close();
      } catch (IOException e) {
        // it was only read
      }
    }
  }

  @Override
  public void makeDirectory(Location at, int permissions) throws FsException {
    files.makeDirectory(at, permissions);
  }

  @Override
  public void removeDirectory(Location at) throws FsException {
    change(at, () -> files.removeDirectory(at));
  }

  @Override
  public void unlink(Location at) throws FsException {
    change(at, () -> files.unlink(at));
  }

  @Override
  public void rename(Location from, Location to, RenameMode mode) throws FsException {
    change(from, () -> files.rename(from, to, mode));
  }

  @Override
  public String readLink(Location at) throws FsException {
    return either(
        at,
        () -> files.readLink(at),
        part -> {
          throw new FsException(Reason.INVALID, "no link: " + at);
        });
  }

  @Override
  public void makeLink(Location at, String target) throws FsException {
    files.makeLink(at, target);
  }

  @Override
  public void setPermissions(Location at, int permissions) throws FsException {
    change(at, () -> files.setPermissions(at, permissions));
  }

  @Override
  public void setOwner(Location at, int user, int group) throws FsException {
    change(at, () -> files.setOwner(at, user, group));
  }

  @Override
  public void setTimes(Location at, TimeChange times) throws FsException {
    change(at, () -> files.setTimes(at, times));
  }

  @Override
  public byte[] extended(Location at, String name) throws FsException {
    return either(
        at,
        () -> files.extended(at, name),
        part -> {
          throw new FsException(Reason.NO_DATA, "a part of a file has no attributes");
        });
  }

  @Override
  public List<String> extendedNames(Location at) throws FsException {
    return either(at, () -> files.extendedNames(at), part -> List.of());
  }

  @Override
  public void setExtended(Location at, String name, byte[] value, AttributeMode mode)
      throws FsException {
    change(at, () -> files.setExtended(at, name, value, mode));
  }

  @Override
  public void removeExtended(Location at, String name) throws FsException {
    change(at, () -> files.removeExtended(at, name));
  }

  @Override
  public SpaceUsage usage(Location at) throws FsException {
    return either(at, () -> files.usage(at), part -> files.usage(part.file()));
  }

  @Override
  public void close() {
    open.keySet().forEach(this::release);
    files.close();
  }
}
