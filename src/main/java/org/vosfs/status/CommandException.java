package org.vosfs.status;

/** A command could not be done. The message is one line for the person who asked. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }
}
