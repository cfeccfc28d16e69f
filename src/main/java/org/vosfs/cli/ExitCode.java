package org.vosfs.cli;

/** What the commands return; a contract with scripts, listed in {@code vosfs --help}. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** umount: done, but something is not uploaded; it stays on this disk. */
  static final int PENDING = 3;

  /** umount: a dead mount was cleared; what it had not uploaded goes with the next mount. */
  static final int WAS_DEAD = 4;

  private ExitCode() {}
}
