package org.vosfs.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of protocol §12.2, row by row. */
class RetryPolicyTest {
  private static final Duration PLENTY = Duration.ofMinutes(5);
  private final RetryPolicy policy = new RetryPolicy(new Random(1));

  @ParameterizedTest
  @CsvSource({
    // status, Retry-After, repeat, try, verdict (or range of the pause in ms)
    "503, 3,  SAFE,       1, 3000-3000",
    "503, 3,  ONCE,       1, 3000-3000",
    "503, 180, SAFE,      1, 10000-10000",
    "503, ,   SAFE,       1, 500-1000",
    "503, ,   SAFE,       2, 1000-2000",
    "503, ,   SAFE,       4, 4000-8000",
    "503, ,   SAFE,       5, accept",
    "429, 2,  ONCE,       1, 2000-2000",
    "429, ,   SAFE,       1, 500-1000",
    "408, ,   SAFE,       1, 500-1000",
    "502, ,   IDEMPOTENT, 1, 500-1000",
    "504, ,   SAFE,       2, 1000-2000",
    "502, ,   ONCE,       1, ambiguous",
    "504, ,   ONCE,       1, ambiguous",
    "408, ,   ONCE,       1, ambiguous",
    "500, ,   SAFE,       1, 250-250",
    "500, ,   SAFE,       2, accept",
    "500, ,   IDEMPOTENT, 1, accept",
    "500, ,   ONCE,       1, accept",
    "507, ,   SAFE,       1, accept",
    "503, 3,  NEVER,      1, accept",
  })
  void answers(int status, @Nullable Long retryAfter, Repeat repeat, int tries, String expected) {
    Outcome outcome =
        new Outcome.Answered(
            status, Optional.ofNullable(retryAfter).map(Duration::ofSeconds), "ServiceBusy");
    check(policy.decide(repeat, outcome, tries, PLENTY), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE,  SAFE,       1, 500-1000",
    "UNREACHABLE,  ONCE,       1, 500-1000",
    "UNREACHABLE,  ONCE,       3, 2000-4000",
    "UNREACHABLE,  ONCE,       5, accept",
    "LOST,         SAFE,       1, 0-0",
    "LOST,         SAFE,       2, 500-1000",
    "LOST,         IDEMPOTENT, 1, 0-0",
    "LOST,         ONCE,       1, ambiguous",
    "TIMED_OUT,    SAFE,       1, 0-0",
    "TIMED_OUT,    ONCE,       1, ambiguous",
    "BAD_REDIRECT, SAFE,       1, accept",
    "CREDENTIAL,   SAFE,       1, accept",
    "LOCAL,        SAFE,       1, accept",
    "LOST,         NEVER,      1, accept",
  })
  void failures(HttpFailure.Kind kind, Repeat repeat, int tries, String expected) {
    check(policy.decide(repeat, new Outcome.Failed(kind), tries, PLENTY), expected);
  }

  @Test
  void readOnlyMaintenanceIsToldAtOnce() {
    Outcome outcome =
        new Outcome.Answered(
            503,
            Optional.of(Duration.ofSeconds(1)),
            "System is in read-only mode for maintainence");
    check(policy.decide(Repeat.SAFE, outcome, 1, PLENTY), "accept");
  }

  @Test
  void nothingIsWaitedForThatEndsBehindTheDeadline() {
    Outcome outcome = new Outcome.Answered(503, Optional.of(Duration.ofSeconds(3)), "");
    check(policy.decide(Repeat.SAFE, outcome, 1, Duration.ofSeconds(3)), "accept");
    check(policy.decide(Repeat.SAFE, outcome, 1, Duration.ofSeconds(4)), "3000-3000");
  }

  private static void check(RetryPolicy.Decision decision, String expected) {
    if (decision instanceof RetryPolicy.Decision.Again again) {
      String[] range = expected.split("-", -1);
      assertThat(range).as("%s", again).hasSize(2);
      assertThat(again.pause().toMillis())
          .isBetween(Long.parseLong(range[0]), Long.parseLong(range[1]));
    } else {
      boolean accept = decision instanceof RetryPolicy.Decision.Accept;
      assertThat(expected).isEqualTo(accept ? "accept" : "ambiguous");
    }
  }
}
