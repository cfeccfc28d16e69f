package org.vosfs.fuse;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Closure;
import com.kenai.jffi.ClosureManager;
import com.kenai.jffi.Type;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * The {@code struct fuse_operations} given to libfuse: only what is supported. What is absent the
 * kernel answers by itself and never asks again: extended attributes and fallocate are EOPNOTSUPP,
 * and lock, flock and fcntl locks stay local to this host.
 *
 * <p>What is 32 bits wide in C (modes, users) is read as an int, since the upper half of its
 * register is garbage. The struct lives as long as the process. Must stay reachable while mounted,
 * or the native stubs are freed.
 */
final class OperationsTable {
  private static final int POINTER = 8;

  /** No path is worked out for calls that have a handle; they go on working after an unlink. */
  private static final int NULL_PATH_OK = 1;

  private static final int NO_PATH = 1 << 1;

  /** UTIME_NOW and UTIME_OMIT arrive as such, instead of an atime and mtime read before. */
  private static final int UTIME_OMIT_OK = 1 << 2;

  private static final CallContext ONE = NativeFunction.ofPointers(Type.SINT, 1);
  private static final CallContext TWO = NativeFunction.ofPointers(Type.SINT, 2);
  private static final CallContext THREE = NativeFunction.ofPointers(Type.SINT, 3);
  private static final CallContext FIVE = NativeFunction.ofPointers(Type.SINT, 5);
  private static final CallContext VALUE =
      NativeFunction.signature(Type.SINT, Type.POINTER, Type.SINT);
  private static final CallContext VALUES =
      NativeFunction.signature(Type.SINT, Type.POINTER, Type.SINT, Type.SINT);
  private static final CallContext VALUE_LONG =
      NativeFunction.signature(Type.SINT, Type.POINTER, Type.SINT, Type.POINTER);

  private final FuseOperations struct = new FuseOperations(Runtime.getSystemRuntime());
  private final long memory = NativeMemory.allocate(Struct.size(struct));
  private final List<Closure.Handle> stubs = new ArrayList<>();

  /**
   * @param ready runs when the kernel has said hello: it is mounted, and calls come next
   */
  OperationsTable(NameCalls names, HandleCalls handles, Runnable ready) {
    putNames(names);
    putHandles(handles);
    put(
        struct.init.offset(),
        NativeFunction.ofPointers(Type.POINTER, 1),
        connection -> {
          ready.run();
          connection.setAddressReturn(0);
        });
    // The bit field follows bmap; jnr-fuse takes each of its bits for a byte of its own.
    NativeMemory.putInt(
        memory + struct.bmap.offset() + POINTER, NULL_PATH_OK | NO_PATH | UTIME_OMIT_OK);
  }

  long address() {
    return memory;
  }

  int size() {
    return Struct.size(struct);
  }

  private void putNames(NameCalls names) {
    two(struct.getattr.offset(), names::getattr);
    three(struct.readlink.offset(), names::readlink);
    valueLong(struct.mknod.offset(), names::mknod);
    value(struct.mkdir.offset(), names::mkdir);
    one(struct.unlink.offset(), names::unlink);
    one(struct.rmdir.offset(), names::rmdir);
    two(struct.symlink.offset(), names::symlink);
    two(struct.rename.offset(), names::rename);
    two(struct.link.offset(), names::link);
    value(struct.chmod.offset(), names::chmod);
    put(
        struct.chown.offset(),
        VALUES,
        call -> call.setIntReturn(names.chown(call.getAddress(0), call.getInt(1), call.getInt(2))));
    two(struct.truncate.offset(), names::truncate);
    two(struct.utimens.offset(), names::utimens);
    two(struct.statfs.offset(), names::statfs);
    value(struct.access.offset(), names::access);
  }

  private void putHandles(HandleCalls handles) {
    two(struct.open.offset(), handles::open);
    valueLong(struct.create.offset(), handles::create);
    five(struct.read.offset(), handles::read);
    five(struct.write.offset(), handles::write);
    three(struct.fgetattr.offset(), handles::fgetattr);
    three(struct.ftruncate.offset(), handles::ftruncate);
    two(struct.flush.offset(), handles::flush);
    valueLong(struct.fsync.offset(), handles::fsync);
    two(struct.release.offset(), handles::release);
    two(struct.opendir.offset(), handles::opendir);
    five(struct.readdir.offset(), handles::readdir);
    two(struct.releasedir.offset(), handles::releasedir);
    valueLong(struct.fsyncdir.offset(), handles::fsyncdir);
  }

  private interface One {
    int call(long a);
  }

  private interface Two {
    int call(long a, long b);
  }

  private interface Three {
    int call(long a, long b, long c);
  }

  private interface Five {
    int call(long a, long b, long c, long d, long e);
  }

  private interface Value {
    int call(long path, int value);
  }

  private interface ValueLong {
    int call(long path, int value, long last);
  }

  private void one(long offset, One callback) {
    put(offset, ONE, call -> call.setIntReturn(callback.call(call.getLong(0))));
  }

  private void two(long offset, Two callback) {
    put(offset, TWO, call -> call.setIntReturn(callback.call(call.getLong(0), call.getLong(1))));
  }

  private void three(long offset, Three callback) {
    put(
        offset,
        THREE,
        call ->
            call.setIntReturn(callback.call(call.getLong(0), call.getLong(1), call.getLong(2))));
  }

  private void five(long offset, Five callback) {
    put(
        offset,
        FIVE,
        call ->
            call.setIntReturn(
                callback.call(
                    call.getLong(0),
                    call.getLong(1),
                    call.getLong(2),
                    call.getLong(3),
                    call.getLong(4))));
  }

  private void value(long offset, Value callback) {
    put(offset, VALUE, call -> call.setIntReturn(callback.call(call.getLong(0), call.getInt(1))));
  }

  private void valueLong(long offset, ValueLong callback) {
    put(
        offset,
        VALUE_LONG,
        call -> call.setIntReturn(callback.call(call.getLong(0), call.getInt(1), call.getLong(2))));
  }

  private void put(long offset, CallContext signature, Closure callback) {
    Closure.Handle stub = ClosureManager.getInstance().newClosure(callback, signature);
    stubs.add(stub);
    NativeMemory.putLong(memory + offset, stub.getAddress());
  }
}
