package org.vosfs.http;

import java.time.Duration;
import java.util.Optional;

/** What came of one try, as far as it matters for trying again. */
public sealed interface Outcome {
  /**
   * A reply.
   *
   * @param retryAfter the service's own word on when to come back
   * @param text the beginning of the fault text
   */
  record Answered(int status, Optional<Duration> retryAfter, String text) implements Outcome {}

  /** No reply. */
  record Failed(HttpFailure.Kind kind) implements Outcome {}
}
