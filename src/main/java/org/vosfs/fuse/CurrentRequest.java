package org.vosfs.fuse;

/**
 * Which request of the kernel this thread works on. libfuse turns one request into several
 * callbacks and does not say which request it was; here it matters once, see {@link HiddenNames}.
 */
final class CurrentRequest {
  /** Operation codes of the kernel's protocol, as they stand in {@code struct fuse_in_header}. */
  static final int UNLINK = 10;

  static final int RENAME = 12;
  private static final int NONE = 0;

  private static final ThreadLocal<int[]> OPCODE = ThreadLocal.withInitial(() -> new int[] {NONE});

  private CurrentRequest() {}

  /** This thread's slot, for {@link SessionLoop} to write the operation code to. */
  static int[] slot() {
    return OPCODE.get();
  }

  static int opcode() {
    return OPCODE.get()[0];
  }
}
