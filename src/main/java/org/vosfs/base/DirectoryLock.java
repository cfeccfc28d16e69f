package org.vosfs.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a local directory for one process: a lock on the file {@code lock} in it, which names its
 * holder. Ends with the process, however that dies. Thread-safe.
 */
public final class DirectoryLock implements AutoCloseable {
  /** Mode 0700. */
  public static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Mode 0600. */
  public static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * What this process holds. POSIX drops a process's locks on a file when it closes any descriptor
   * of it, so a second attempt in this process must not even open the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path real;
  private final FileChannel channel;

  private DirectoryLock(Path real, FileChannel channel) {
    this.real = real;
    this.channel = channel;
  }

  /**
   * Makes the directory when it is absent (mode 0700) and locks it.
   *
   * @param what what the directory is for, as it should read in a message: {@code "block cache"}
   * @throws IOException one clear line, when the directory cannot be used or is in use
   */
  public static DirectoryLock take(Path directory, String what) throws IOException {
    Path real;
    try {
      if (!Files.isDirectory(directory)) {
        make(directory);
      }
      real = directory.toRealPath();
    } catch (IOException e) {
      throw unusable(directory, what, e);
    }
    if (!HELD.add(real)) {
      throw inUse(directory, what, self());
    }
    try {
      return new DirectoryLock(real, lock(directory, real.resolve("lock"), what));
    } catch (IOException | RuntimeException e) {
      HELD.remove(real);
      throw e;
    }
  }

  /** What is there and cannot be looked at, such as on a disk that fails, says why by itself. */
  private static void make(Path directory) throws IOException {
    try {
      Files.createDirectories(directory, PRIVATE_DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      Files.readAttributes(directory, BasicFileAttributes.class);
      throw e;
    }
  }

  /**
   * Who holds a directory, as messages name it; empty when no other process does. Never changes the
   * lock.
   */
  public static Optional<String> holder(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    if (!Files.exists(file) || HELD.contains(directory.toRealPath())) {
      return Optional.empty();
    }
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free == null ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }
  }

  private static FileChannel lock(Path directory, Path file, String what) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PRIVATE_FILE);
    } catch (IOException e) {
      throw unusable(directory, what, e);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory, what, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((self() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String self() {
    String host;
    try {
      host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      host = "this host"; // not Linux: only the wording suffers
    }
    return "process " + ProcessHandle.current().pid() + " on " + host;
  }

  private static IOException inUse(Path directory, String what, String holder) {
    return new IOException(
        what
            + " directory "
            + directory
            + " is in use by "
            + (holder.isEmpty() ? "another process" : holder));
  }

  private static IOException unusable(Path directory, String what, IOException e) {
    String reason;
    if (e instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      reason = "not a directory";
    } else if (e instanceof FileSystemException fs && fs.getReason() != null) {
      reason = fs.getReason();
    } else {
      reason = String.valueOf(e.getMessage());
    }
    return new IOException("cannot use " + what + " directory " + directory + ": " + reason, e);
  }

  /** Gives the directory up; safe to call twice. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(real);
    }
  }
}
