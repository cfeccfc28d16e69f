package org.vosfs.fs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import jnr.constants.platform.Errno;
import jnr.constants.platform.OpenFlags;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.vosfs.testing.Tree;

/** The local kernel below a directory. */
final class LocalPosix implements Posix {
  /** The C library, as the manual has it. */
  @SuppressWarnings("MemberName")
  public interface Libc {
    int mkdir(String path, int mode);

    int symlink(String text, String path);

    int rename(String from, String to);

    int unlink(String path);

    int rmdir(String path);

    int truncate(String path, @off_t long size);

    int chmod(String path, int mode);

    int open(String path, int flags, int mode);

    int close(int descriptor);

    int ftruncate(int descriptor, @off_t long size);

    @off_t
    long lseek(int descriptor, @off_t long offset, int whence);

    @ssize_t
    long pread(int descriptor, @Out byte[] into, @size_t long length, @off_t long offset);

    @ssize_t
    long pwrite(int descriptor, @In byte[] from, @size_t long length, @off_t long offset);
  }

  private static final int SEEK_END = 2;

  private final Libc posix = LibraryLoader.create(Libc.class).load("c");
  private final Path root;

  LocalPosix(Path root) {
    this.root = root;
  }

  private String at(String path) {
    return root + path;
  }

  private String answer(LongSupplier call) {
    return call.getAsLong() < 0 ? error() : "ok";
  }

  private String error() {
    return Errno.valueOf(Runtime.getRuntime(posix).getLastError()).name();
  }

  @Override
  public String mkdir(String path) {
    return answer(() -> posix.mkdir(at(path), 0755));
  }

  @Override
  public String symlink(String text, String path) {
    return answer(() -> posix.symlink(text, at(path)));
  }

  @Override
  public String rename(String from, String to) {
    return answer(() -> posix.rename(at(from), at(to)));
  }

  @Override
  public String unlink(String path) {
    return answer(() -> posix.unlink(at(path)));
  }

  @Override
  public String rmdir(String path) {
    return answer(() -> posix.rmdir(at(path)));
  }

  @Override
  public String truncate(String path, long size) {
    return answer(() -> posix.truncate(at(path), size));
  }

  @Override
  public String chmod(String path, int mode) {
    return answer(() -> posix.chmod(at(path), mode));
  }

  @Override
  public SortedMap<String, String> tree(String path) throws Exception {
    return Tree.below(Path.of(at(path)));
  }

  private static int bits(Flags flags) {
    int bits = (flags.read() && flags.write() ? OpenFlags.O_RDWR : access(flags)).intValue();
    bits |= flags.create() ? OpenFlags.O_CREAT.intValue() : 0;
    bits |= flags.exclusive() ? OpenFlags.O_EXCL.intValue() : 0;
    bits |= flags.truncate() ? OpenFlags.O_TRUNC.intValue() : 0;
    return bits | (flags.append() ? OpenFlags.O_APPEND.intValue() : 0);
  }

  private static OpenFlags access(Flags flags) {
    return flags.write() ? OpenFlags.O_WRONLY : OpenFlags.O_RDONLY;
  }

  @Override
  public Opened open(String path, Flags flags, int mode) {
    int descriptor = posix.open(at(path), bits(flags), mode);
    String result = descriptor < 0 ? error() : "ok";
    return new Opened() {
      private String on(LongSupplier call) {
        return descriptor < 0 ? result : answer(call);
      }

      @Override
      public String result() {
        return result;
      }

      @Override
      public String read(long offset, int length) {
        byte[] buffer = new byte[length];
        long[] count = new long[1];
        String answer = on(() -> count[0] = posix.pread(descriptor, buffer, length, offset));
        byte[] read = Arrays.copyOf(buffer, (int) Math.max(0, count[0]));
        return answer.equals("ok") ? new String(read, StandardCharsets.UTF_8) : answer;
      }

      @Override
      public String write(long offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return on(() -> posix.pwrite(descriptor, bytes, bytes.length, offset));
      }

      @Override
      public String truncate(long size) {
        return on(() -> posix.ftruncate(descriptor, size));
      }

      @Override
      public String size() {
        return descriptor < 0 ? result : Long.toString(posix.lseek(descriptor, 0, SEEK_END));
      }

      @Override
      public String close() {
        return on(() -> posix.close(descriptor));
      }
    };
  }
}
