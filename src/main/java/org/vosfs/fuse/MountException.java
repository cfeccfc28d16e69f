package org.vosfs.fuse;

/**
 * A mount or unmount did not happen. The message is one line for the person who asked: what is
 * wrong, where, and what to do.
 */
public final class MountException extends Exception {
  private static final long serialVersionUID = 1L;

  public MountException(String message) {
    super(message);
  }

  public MountException(String message, Throwable cause) {
    super(message, cause);
  }
}
