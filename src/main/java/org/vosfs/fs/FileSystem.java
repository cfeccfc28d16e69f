package org.vosfs.fs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Everything the kernel can ask. No FUSE and no HTTP types; failures are {@link FsException}s with
 * a {@link Reason}, never an errno.
 *
 * <p>Thread-safe. Every call ends within the mount's deadline. A handle is valid from open to
 * release and refers to the file, not to its name: rename and unlink do not disturb it. Durability:
 * when {@link #flush} returns, the bytes survive the death of this process; when {@link #fsync}
 * returns, they survive power loss; neither waits for the network unless the mount says so
 * (write-through).
 */
public interface FileSystem extends AutoCloseable {
  Attributes attributes(Location at) throws FsException;

  /** fstat: also for files whose name is gone. */
  Attributes attributes(long handle) throws FsException;

  /**
   * What is freshly known of the entry of that number; asks nobody and waits for nothing. For
   * listings that tell attributes.
   */
  default Optional<Attributes> known(long number) {
    return Optional.empty();
  }

  /** Milliseconds that the absence just told may be believed; 0 = not at all. Asks nobody. */
  default long absentFor(Location at) {
    return 0;
  }

  /** From now on {@code kernel} is told what it has cached and is no longer so. Once only. */
  default void watch(KernelCache kernel) {}

  /** access(2) with the bits R_OK=4, W_OK=2, X_OK=1; 0 asks for existence. */
  void access(Location at, int mask) throws FsException;

  long openDirectory(Location at) throws FsException;

  /**
   * Fills entries from {@code cookie} (0 = start) until {@code fill} has enough or all are told.
   * The directory as it was at the first fill is frozen in the handle, so that cookies stay good
   * while entries come and go.
   */
  void readDirectory(long handle, long cookie, DirectoryFill fill) throws FsException;

  void releaseDirectory(long handle);

  OpenedFile open(Location at, OpenMode mode) throws FsException;

  /** Opens a file that is created if absent; with {@code exclusive} it must be absent. */
  OpenedFile create(Location at, OpenMode mode, int permissions) throws FsException;

  /** Bytes read into the buffer; 0 at the end of the file; fewer than asked only at the end. */
  int read(long handle, long offset, ByteBuffer into) throws FsException;

  /** Writes all of the buffer, at the end of the file when opened for append. */
  int write(long handle, long offset, ByteBuffer from) throws FsException;

  /**
   * The local file that holds every byte of the file, for the kernel to read and, if the handle
   * may, write by itself until it is released; empty when there is no such file. Asked once for a
   * handle, before anything else is done with it. May take as long as reading a small file.
   */
  default Optional<LocalFile> localFile(long handle) throws FsException {
    return Optional.empty();
  }

  void truncate(Location at, long size) throws FsException;

  void truncate(long handle, long size) throws FsException;

  /**
   * One descriptor of the handle was closed; arrives once per duplicate, and not at all for a
   * handle opened (not created) by a mode that changes nothing.
   */
  void flush(long handle) throws FsException;

  void fsync(long handle) throws FsException;

  /** The last descriptor is gone; the handle is invalid afterwards. Reports nothing. */
  void release(long handle);

  void makeDirectory(Location at, int permissions) throws FsException;

  void removeDirectory(Location at) throws FsException;

  void unlink(Location at) throws FsException;

  void rename(Location from, Location to, RenameMode mode) throws FsException;

  /** The text of a link, relative where it points inside this mount. */
  String readLink(Location at) throws FsException;

  void makeLink(Location at, String target) throws FsException;

  void setPermissions(Location at, int permissions) throws FsException;

  /** chown; -1 leaves a side as it is. Ownership lives in the service: accepted, not stored. */
  void setOwner(Location at, int user, int group) throws FsException;

  void setTimes(Location at, TimeChange times) throws FsException;

  /**
   * An extended attribute; never asks the service when it is one of this mount's own.
   *
   * @throws FsException NO_DATA when there is none of that name
   */
  byte[] extended(Location at, String name) throws FsException;

  /**
   * Names of the extended attributes that a copy should take along: no rights, and nothing that
   * only the service sets. The state of a file is among them only when it is not the usual one.
   */
  List<String> extendedNames(Location at) throws FsException;

  /**
   * Sets an extended attribute; the service has it when this returns, and all others stay.
   *
   * @throws FsException UNSUPPORTED outside {@code user.vos.}, or when the service keeps no such
   *     property; NOT_PERMITTED when only the service sets it; INVALID when there is none of that
   *     name, or the value means nothing; EXISTS and NO_DATA as {@code mode} says; VALUE_TOO_BIG;
   *     BUSY while the service does not have the file
   */
  void setExtended(Location at, String name, byte[] value, AttributeMode mode) throws FsException;

  /**
   * Removes an extended attribute; of those that are true or false, what remains is false.
   *
   * @throws FsException NO_DATA when there is none; the others as above
   */
  void removeExtended(Location at, String name) throws FsException;

  SpaceUsage usage(Location at) throws FsException;

  /** Ends the mount's side: waits for nothing, leaves what is unsent in the journal. */
  @Override
  void close();
}
