package org.vosfs.fuse;

import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import ru.serce.jnrfuse.FuseFillDir;

/**
 * The callbacks that work on open files and directories: by handle, never by path. Buffers and
 * structs are addresses.
 */
final class HandleCalls {
  private static final Logger log = LoggerFactory.getLogger(HandleCalls.class);
  private static final int PERMISSIONS = 0777;

  private final FileSystem files;
  private final PathReader paths;
  private final StatWriter stats;
  private final Gate gate;

  HandleCalls(FileSystem files, PathReader paths, StatWriter stats, Gate gate) {
    this.files = files;
    this.paths = paths;
    this.stats = stats;
    this.gate = gate;
  }

  int open(String path, long info) {
    return gate.answer(
        Operation.OPEN,
        path,
        0,
        () -> {
          OpenMode mode = FileInfo.mode(info);
          OpenedFile file = files.open(paths.location(path), mode);
          FileInfo.opened(info, file);
          if (stats.isHinting() && !mode.changes()) {
            FileInfo.noFlush(info);
          }
          offerLocalFile(file, info);
          return 0;
        });
  }

  /** So that the kernel reads it without us; whoever cannot have that reads through us. */
  private void offerLocalFile(OpenedFile file, long info) {
    if (!stats.isHinting() || file.direct() || !FileInfo.takesLocalFile(info)) {
      return;
    }
    try {
      files.localFile(file.handle()).ifPresent(local -> FileInfo.localFile(info, local));
    } catch (FsException e) {
      log.debug("no passthrough: {}", e.getMessage());
    }
  }

  int create(String path, int mode, long info) {
    return gate.answer(
        Operation.CREATE,
        path,
        0,
        () -> {
          OpenedFile file =
              files.create(paths.location(path), FileInfo.mode(info), mode & PERMISSIONS);
          FileInfo.opened(info, file);
          offerLocalFile(file, info);
          return 0;
        });
  }

  /** Straight into libfuse's buffer. */
  int read(long buffer, long size, long offset, long info) {
    return gate.answer(
        Operation.READ,
        null,
        info,
        () -> files.read(FileInfo.handle(info), offset, NativeMemory.view(buffer, size)));
  }

  /** Straight from libfuse's buffer. */
  int write(long buffer, long size, long offset, long info) {
    return gate.answer(
        Operation.WRITE,
        null,
        info,
        () -> files.write(FileInfo.handle(info), offset, NativeMemory.view(buffer, size)));
  }

  int fgetattr(long stat, long info) {
    return gate.answer(
        Operation.FGETATTR,
        null,
        info,
        () -> {
          stats.write(stat, files.attributes(FileInfo.handle(info)));
          return 0;
        });
  }

  int ftruncate(long size, long info) {
    return gate.answer(
        Operation.FTRUNCATE,
        null,
        info,
        () -> {
          files.truncate(FileInfo.handle(info), size);
          return 0;
        });
  }

  int flush(long info) {
    return gate.answer(
        Operation.FLUSH,
        null,
        info,
        () -> {
          files.flush(FileInfo.handle(info));
          return 0;
        });
  }

  /** fdatasync too: the length belongs to the data here, so there is nothing less to do. */
  int fsync(int dataOnly, long info) {
    return gate.answer(
        Operation.FSYNC,
        null,
        info,
        () -> {
          files.fsync(FileInfo.handle(info));
          return 0;
        });
  }

  int release(long info) {
    return gate.answer(
        Operation.RELEASE,
        null,
        info,
        () -> {
          files.release(FileInfo.handle(info));
          return 0;
        });
  }

  int opendir(String path, long info) {
    return gate.answer(
        Operation.OPENDIR,
        path,
        0,
        () -> {
          FileInfo.handle(info, files.openDirectory(paths.location(path)));
          return 0;
        });
  }

  int readdir(Pointer buffer, FuseFillDir filler, long offset, long info) {
    return gate.answer(
        Operation.READDIR,
        null,
        info,
        () -> {
          try (EntryWriter entries = new EntryWriter(stats, files, filler, buffer)) {
            files.readDirectory(FileInfo.handle(info), offset, entries);
          }
          return 0;
        });
  }

  int releasedir(long info) {
    return gate.answer(
        Operation.RELEASEDIR,
        null,
        info,
        () -> {
          files.releaseDirectory(FileInfo.handle(info));
          return 0;
        });
  }
}
