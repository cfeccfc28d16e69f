package org.vosfs.fs;

import org.jspecify.annotations.Nullable;

/** Passes changes that others made on to whoever keeps the kernel's caches true. Thread-safe. */
final class Watch {
  private final NameMapping names;
  private volatile @Nullable KernelCache kernel;

  Watch(NameMapping names) {
    this.names = names;
  }

  void by(KernelCache watcher) {
    kernel = watcher;
  }

  /**
   * Something else stands under a name.
   *
   * @param name as the service keeps it
   */
  void nameChanged(Entry directory, String name) {
    KernelCache watcher = kernel;
    if (watcher != null) {
      watcher.nameChanged(directory.number, names.toPosix(name));
    }
  }

  void nodeChanged(long number) {
    KernelCache watcher = kernel;
    if (watcher != null) {
      watcher.attributesChanged(number);
    }
  }
}
