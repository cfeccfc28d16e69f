package org.vosfs.fuse;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.Reason;
import org.vosfs.fs.RenameMode;
import ru.serce.jnrfuse.struct.Timespec;

/** The callbacks that work on names. Buffers and structs are addresses. */
final class NameCalls {
  private static final int PERMISSIONS = 0777;
  private static final int S_IFMT = 0170000;
  private static final int S_IFREG = 0100000;

  private final FileSystem files;
  private final PathReader paths;
  private final HiddenNames hidden;
  private final StatWriter stats;
  private final InstantSource clock;
  private final Gate gate;

  /**
   * @param paths knows {@code hidden}
   * @param clock what UTIME_NOW means
   */
  NameCalls(
      FileSystem files,
      PathReader paths,
      HiddenNames hidden,
      StatWriter stats,
      InstantSource clock,
      Gate gate) {
    this.files = files;
    this.paths = paths;
    this.hidden = hidden;
    this.stats = stats;
    this.clock = clock;
    this.gate = gate;
  }

  int getattr(String path, long stat) {
    return gate.answer(
        Operation.GETATTR,
        path,
        0,
        () -> {
          if (isProbeForHiddenName(path)) {
            return Errnos.reply(Reason.NO_ENTRY);
          }
          try {
            stats.write(stat, files.attributes(paths.location(path)));
            return 0;
          } catch (FsException e) {
            if (stats.isHinting() && e.reason() == Reason.NO_ENTRY) {
              stats.fresh(stat, files.absentFor(paths.location(path)));
            }
            throw e;
          }
        });
  }

  int access(String path, int mask) {
    return gate.answer(
        Operation.ACCESS,
        path,
        0,
        () -> {
          files.access(paths.location(path), mask);
          return 0;
        });
  }

  /** Puts as much of the target as fits, always ended by a NUL: the call has no way to say more. */
  int readlink(String path, long buffer, long size) {
    return gate.answer(
        Operation.READLINK,
        path,
        0,
        () -> {
          if (size <= 0) {
            return -Errnos.EINVAL;
          }
          byte[] target = files.readLink(paths.location(path)).getBytes(StandardCharsets.UTF_8);
          int fits = (int) Math.min(target.length, size - 1);
          NativeMemory.putText(buffer, Arrays.copyOf(target, fits));
          return 0;
        });
  }

  /** Only regular files: a service holds no devices, pipes or sockets. */
  int mknod(String path, int mode, long device) {
    return gate.answer(
        Operation.MKNOD,
        path,
        0,
        () -> {
          if ((mode & S_IFMT) != S_IFREG && (mode & S_IFMT) != 0) {
            return -Errnos.EPERM;
          }
          OpenMode only = OpenMode.WRITE.creatingOnly();
          long handle = files.create(paths.location(path), only, mode & PERMISSIONS).handle();
          try {
            files.flush(handle);
          } finally {
            files.release(handle);
          }
          return 0;
        });
  }

  int mkdir(String path, int mode) {
    return gate.answer(
        Operation.MKDIR,
        path,
        0,
        () -> {
          files.makeDirectory(paths.location(path), mode & PERMISSIONS);
          return 0;
        });
  }

  int unlink(String path) {
    return gate.answer(
        Operation.UNLINK,
        path,
        0,
        () -> {
          if (hidden.remove(paths.plain(path)).isEmpty()) {
            files.unlink(paths.location(path));
          }
          return 0;
        });
  }

  int rmdir(String path) {
    return gate.answer(
        Operation.RMDIR,
        path,
        0,
        () -> {
          files.removeDirectory(paths.location(path));
          return 0;
        });
  }

  int symlink(String target, String path) {
    return gate.answer(
        Operation.SYMLINK,
        path,
        0,
        () -> {
          files.makeLink(paths.location(path), PathReader.text(target));
          return 0;
        });
  }

  int rename(String from, String to) {
    return gate.answer(
        Operation.RENAME,
        from,
        0,
        () -> {
          Location target = paths.plain(to);
          if (hidden.isHidden(target) && CurrentRequest.opcode() == CurrentRequest.UNLINK) {
            hide(paths.location(from), target, true);
          } else if (hidden.isHidden(target)) {
            hide(paths.location(from), target, false);
          } else {
            files.rename(paths.location(from), target, RenameMode.REPLACE);
          }
          return 0;
        });
  }

  /** Before libfuse gives a name to a file removed while open, it looks whether there is one. */
  private boolean isProbeForHiddenName(String path) throws FsException {
    int opcode = CurrentRequest.opcode();
    return (opcode == CurrentRequest.UNLINK || opcode == CurrentRequest.RENAME)
        && hidden.isHidden(paths.plain(path));
  }

  /**
   * libfuse takes the name of an open file away.
   *
   * @param remove whether somebody unlinked it; otherwise a rename to its name comes next
   */
  private void hide(Location file, Location name, boolean remove) throws FsException {
    long number = files.attributes(file).number();
    if (remove) {
      files.unlink(file);
    }
    hidden.add(name, number);
  }

  /** Hard links: a node has one name. Unanswered it would be ENOSYS, which cp takes for a bug. */
  int link(String from, String to) {
    return gate.answer(Operation.LINK, from, 0, () -> -Errnos.EPERM);
  }

  int chmod(String path, int mode) {
    return gate.answer(
        Operation.CHMOD,
        path,
        0,
        () -> {
          files.setPermissions(paths.location(path), mode & PERMISSIONS);
          return 0;
        });
  }

  int chown(String path, int user, int group) {
    return gate.answer(
        Operation.CHOWN,
        path,
        0,
        () -> {
          files.setOwner(paths.location(path), user, group);
          return 0;
        });
  }

  int truncate(String path, long size) {
    return gate.answer(
        Operation.TRUNCATE,
        path,
        0,
        () -> {
          files.truncate(paths.location(path), size);
          return 0;
        });
  }

  int utimens(String path, Timespec[] pair) {
    return gate.answer(
        Operation.UTIMENS,
        path,
        0,
        () -> {
          files.setTimes(paths.location(path), Times.read(pair, clock));
          return 0;
        });
  }

  int statfs(String path, long space) {
    return gate.answer(
        Operation.STATFS,
        path,
        0,
        () -> {
          StatWriter.write(space, files.usage(paths.location(path)));
          return 0;
        });
  }
}
