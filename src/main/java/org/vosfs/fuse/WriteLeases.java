package org.vosfs.fuse;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Asks the kernel by a read lease (fcntl(2), F_SETLEASE), which it grants only when nobody has the
 * file open for writing; a shared mapping counts, also when its descriptor was closed long ago. The
 * lease is given back at once. Immutable and thread-safe.
 */
public final class WriteLeases {
  private static final int O_RDONLY_CLOEXEC = 02000000;
  private static final int F_SETLEASE = 1024;
  private static final int F_RDLCK = 0;
  private static final int F_UNLCK = 2;
  private static final int EAGAIN = 11;

  private static final CallContext OPEN =
      NativeFunction.failing(Type.SINT, Type.POINTER, Type.SINT, Type.SINT);
  private static final CallContext CONTROL =
      NativeFunction.failing(Type.SINT, Type.SINT, Type.SINT, Type.SINT);
  private static final CallContext CLOSE = NativeFunction.signature(Type.SINT, Type.SINT);

  /**
   * Whether somebody has the file open for writing, in this process too, or has it mapped so that
   * it may store into it.
   *
   * @throws IOException when the filesystem cannot tell
   */
  public boolean isWritable(Path file) throws IOException {
    try (NativeText path = new NativeText(file.toString())) {
      int descriptor = (int) function("open", OPEN).call(path.address(), O_RDONLY_CLOEXEC, 0);
      if (descriptor < 0) {
        throw new IOException(file + " cannot be opened: errno " + LastError.getInstance().get());
      }
      try {
        return !granted(file, descriptor);
      } finally {
        long unused = function("close", CLOSE).call(descriptor);
      }
    }
  }

  private static boolean granted(Path file, int descriptor) throws IOException {
    NativeFunction control = function("fcntl", CONTROL);
    if ((int) control.call(descriptor, F_SETLEASE, F_RDLCK) == 0) {
      long unused = control.call(descriptor, F_SETLEASE, F_UNLCK);
      return true;
    }
    int error = LastError.getInstance().get();
    if (error == EAGAIN) {
      return false;
    }
    throw new IOException(file + ": no leases on this filesystem: errno " + error);
  }

  private static NativeFunction function(String name, CallContext signature) throws IOException {
    long at = Library.getDefault().getSymbolAddress(name);
    if (at == 0) {
      throw new IOException("the C library has no " + name);
    }
    return new NativeFunction(at, signature);
  }
}
