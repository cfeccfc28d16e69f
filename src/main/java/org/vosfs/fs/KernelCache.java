package org.vosfs.fs;

/**
 * What the kernel may have cached of names and attributes, and shall forget because it is no longer
 * so. Calls come from threads that answer the kernel: they return at once, and the kernel hears of
 * it later, from another thread. Own changes are not told: the kernel made them.
 */
public interface KernelCache {
  /** Another entry, or none, stands under that name; or an entry where there was none. */
  void nameChanged(long directory, String name);

  /** The attributes of that entry are different, or not known any more. */
  void attributesChanged(long number);
}
