package org.vosfs.fuse;

import jnr.ffi.annotations.Delegate;

/**
 * The C signatures of the callbacks, one interface per shape: native code is generated for each, at
 * every start. Every pointer, size and offset is a {@code long}, since a 64-bit register holds each
 * of them; what is 32 bits wide in C must be an {@code int}, since the upper half of its register
 * is garbage. Public only because generated classes implement them.
 */
public final class Callbacks {
  private Callbacks() {}

  /** {@code (path)}. */
  @FunctionalInterface
  public interface One {
    @Delegate
    int call(long first);
  }

  /** {@code (path, pointer)} and {@code (path, offset)}. */
  @FunctionalInterface
  public interface Two {
    @Delegate
    int call(long first, long second);
  }

  /** {@code (path, buffer, size)} and {@code (path, offset, info)}. */
  @FunctionalInterface
  public interface Three {
    @Delegate
    int call(long first, long second, long third);
  }

  /** {@code (path, buffer, size or function, offset, info)}. */
  @FunctionalInterface
  public interface Five {
    @Delegate
    int call(long first, long second, long third, long fourth, long fifth);
  }

  /** {@code (path, mode)}. */
  @FunctionalInterface
  public interface Value {
    @Delegate
    int call(long path, int value);
  }

  /** {@code (path, user, group)}. */
  @FunctionalInterface
  public interface Values {
    @Delegate
    int call(long path, int first, int second);
  }

  /** {@code (path, mode, info)} and {@code (path, mode, device)}. */
  @FunctionalInterface
  public interface ValueAndLong {
    @Delegate
    int call(long path, int value, long last);
  }

  /** {@code init}: takes the connection, gives the private data. */
  @FunctionalInterface
  public interface Init {
    @Delegate
    long call(long connection);
  }
}
