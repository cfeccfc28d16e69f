package org.vosfs.fuse;

import org.vosfs.fs.FileSystem;

/**
 * The callbacks that work on open files and directories. The path argument is mostly null (see
 * {@link OperationsTable}) and never used where there is a handle.
 */
final class HandleCalls {
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

  int open(long path, long info) {
    return gate.answer(
        Operation.OPEN,
        path,
        0,
        () -> {
          FileInfo.opened(info, files.open(paths.location(path), FileInfo.mode(info)));
          return 0;
        });
  }

  int create(long path, int mode, long info) {
    return gate.answer(
        Operation.CREATE,
        path,
        0,
        () -> {
          FileInfo.opened(
              info, files.create(paths.location(path), FileInfo.mode(info), mode & PERMISSIONS));
          return 0;
        });
  }

  /** Straight into libfuse's buffer. */
  int read(long path, long buffer, long size, long offset, long info) {
    return gate.answer(
        Operation.READ,
        0,
        info,
        () -> files.read(FileInfo.handle(info), offset, NativeMemory.view(buffer, size)));
  }

  /** Straight from libfuse's buffer. */
  int write(long path, long buffer, long size, long offset, long info) {
    return gate.answer(
        Operation.WRITE,
        0,
        info,
        () -> files.write(FileInfo.handle(info), offset, NativeMemory.view(buffer, size)));
  }

  int fgetattr(long path, long stat, long info) {
    return gate.answer(
        Operation.FGETATTR,
        0,
        info,
        () -> {
          stats.write(stat, files.attributes(FileInfo.handle(info)));
          return 0;
        });
  }

  int ftruncate(long path, long size, long info) {
    return gate.answer(
        Operation.FTRUNCATE,
        0,
        info,
        () -> {
          files.truncate(FileInfo.handle(info), size);
          return 0;
        });
  }

  int flush(long path, long info) {
    return gate.answer(
        Operation.FLUSH,
        0,
        info,
        () -> {
          files.flush(FileInfo.handle(info));
          return 0;
        });
  }

  /** fdatasync too: the length belongs to the data here, so there is nothing less to do. */
  int fsync(long path, int dataOnly, long info) {
    return gate.answer(
        Operation.FSYNC,
        0,
        info,
        () -> {
          files.fsync(FileInfo.handle(info));
          return 0;
        });
  }

  int release(long path, long info) {
    return gate.answer(
        Operation.RELEASE,
        0,
        info,
        () -> {
          files.release(FileInfo.handle(info));
          return 0;
        });
  }

  int opendir(long path, long info) {
    return gate.answer(
        Operation.OPENDIR,
        path,
        0,
        () -> {
          FileInfo.handle(info, files.openDirectory(paths.location(path)));
          return 0;
        });
  }

  int readdir(long path, long buffer, long filler, long offset, long info) {
    return gate.answer(
        Operation.READDIR,
        0,
        info,
        () -> {
          try (EntryWriter entries = new EntryWriter(stats, filler, buffer)) {
            files.readDirectory(FileInfo.handle(info), offset, entries);
          }
          return 0;
        });
  }

  int releasedir(long path, long info) {
    return gate.answer(
        Operation.RELEASEDIR,
        0,
        info,
        () -> {
          files.releaseDirectory(FileInfo.handle(info));
          return 0;
        });
  }

  /** Nothing to do: a change of names is on the server when its call returns. */
  int fsyncdir(long path, int dataOnly, long info) {
    return gate.answer(Operation.FSYNCDIR, 0, info, () -> 0);
  }
}
