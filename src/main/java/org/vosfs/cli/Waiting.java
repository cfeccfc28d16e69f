package org.vosfs.cli;

import java.io.IOException;
import java.time.Duration;
import org.vosfs.status.CommandException;

/** Commands that wait for something nobody tells them of. */
final class Waiting {
  /** Without end. */
  static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private Waiting() {}

  /** A look at what is waited for. */
  @FunctionalInterface
  interface Look {
    boolean isDone() throws IOException;
  }

  /**
   * Looks again and again, first at once.
   *
   * @param pause between two looks
   * @param limit when to give up; the last look may be later by a pause
   * @return whether it is done
   * @throws CommandException when interrupted; the thread remains so
   */
  static boolean until(Look look, Duration pause, Duration limit)
      throws IOException, CommandException {
    long start = System.nanoTime();
    while (!look.isDone()) {
      if (System.nanoTime() - start >= limit.toNanos()) {
        return false;
      }
      pause(pause);
    }
    return true;
  }

  /** One pause, for loops that look at more than one thing. */
  static void pause(Duration length) throws CommandException {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }
}
