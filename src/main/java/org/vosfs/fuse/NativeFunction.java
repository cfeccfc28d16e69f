package org.vosfs.fuse;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * A C function, by address. Called through jffi, the layer below jnr-ffi, which needs no generated
 * classes: that saves a quarter of a second of every start. Pointers, sizes and offsets are passed
 * as longs. Immutable and thread-safe.
 */
final class NativeFunction {
  private static final Invoker INVOKER = Invoker.getInstance();

  private final long address;
  private final CallContext signature;

  NativeFunction(long address, CallContext signature) {
    this.address = address;
    this.signature = signature;
  }

  /** A C signature; give POINTER for what is 64 bits wide and SINT for an int. */
  static CallContext signature(Type result, Type... parameters) {
    return CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, false);
  }

  /** The same, of a function whose errno is asked for after the call. */
  static CallContext failing(Type result, Type... parameters) {
    return CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, true);
  }

  /** A function of that many 64-bit parameters. */
  static CallContext ofPointers(Type result, int parameters) {
    Type[] types = new Type[parameters];
    Arrays.fill(types, Type.POINTER);
    return signature(result, types);
  }

  long call(long a) {
    return INVOKER.invokeN1(signature, address, a);
  }

  long call(long a, long b) {
    return INVOKER.invokeN2(signature, address, a, b);
  }

  long call(long a, long b, long c) {
    return INVOKER.invokeN3(signature, address, a, b, c);
  }

  long call(long a, long b, long c, long d, long e) {
    return INVOKER.invokeN5(signature, address, a, b, c, d, e);
  }

  long call(long a, long b, long c, long d, long e, long f) {
    return INVOKER.invokeN6(signature, address, a, b, c, d, e, f);
  }
}
