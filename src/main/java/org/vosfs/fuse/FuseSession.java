package org.vosfs.fuse;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import org.vosfs.fs.KernelCache;

/** A mount in the kernel, made by a {@link FuseLibrary}, and the threads that answer it. */
interface FuseSession {
  /** Begins to answer. Once only. */
  void start();

  /** What was negotiated with the kernel beyond what libfuse 2 does, for status. */
  List<String> features();

  /** What was not negotiated, each with the reason, for status. */
  default List<String> missing() {
    return List.of();
  }

  /** Where to say what the kernel shall forget; empty when the library cannot tell it. */
  default Optional<KernelCache> invalidations() {
    return Optional.empty();
  }

  /**
   * What a session is told by its mount.
   *
   * @param threads daemon threads
   * @param ended called once, with 0 or a negative errno, when the mount is gone and everything is
   *     cleared
   */
  record Host(ThreadFactory threads, IntConsumer ended) {}
}
