package org.vosfs.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a mount has not uploaded yet. Thread-safe. */
interface Unsent {
  /**
   * A count.
   *
   * @param files not on the server yet, the failed ones included
   * @param bytes of these files
   * @param failed those that will not be sent unless somebody does something
   */
  record Pending(int files, long bytes, int failed) {
    static final Pending NONE = new Pending(0, 0, 0);

    /** Whether waiting longer can change anything. */
    boolean canShrink() {
      return files > failed;
    }

    boolean isEmpty() {
      return files == 0;
    }

    Map<String, Object> asMap() {
      return Map.of("files", files, "bytes", bytes, "failed", failed);
    }
  }

  Pending pending();

  /** Why something that goes by itself has not gone yet; empty when nothing went wrong so far. */
  default Optional<Trouble> trouble() {
    return Optional.empty();
  }

  /** Sends now what waits for its quiet time. */
  void hurry();

  /** Waits until nothing is left that can be sent, or {@code limit} has passed. */
  void await(Duration limit) throws InterruptedException;
}
