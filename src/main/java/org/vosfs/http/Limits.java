package org.vosfs.http;

import java.time.Duration;

/**
 * How long a call may take.
 *
 * @param deadline after it nothing is tried again
 * @param stall null: one try also ends at the deadline, whatever arrives; else a try may go on as
 *     long as bytes move, and ends when none moved for this long
 */
public record Limits(Deadline deadline, @org.jspecify.annotations.Nullable Duration stall) {

  /** Everything is over at the deadline. */
  public static Limits until(Deadline deadline) {
    return new Limits(deadline, null);
  }

  /** Retries end at the deadline; a try that moves bytes goes on. */
  public static Limits moving(Deadline deadline, Duration stall) {
    return new Limits(deadline, stall);
  }

  /** How long one try may pass without progress. */
  Duration ofOneTry() {
    return stall == null ? deadline.remaining() : stall;
  }

  boolean renewed() {
    return stall != null;
  }

  /** The same, but with no try longer than {@code most} without an answer. */
  Limits atMost(Duration most) {
    if (ofOneTry().compareTo(most) <= 0) {
      return this;
    }
    return new Limits(
        new Deadline(deadline.ticker(), deadline.ticker().read() + most.toNanos()),
        stall == null ? null : most);
  }
}
