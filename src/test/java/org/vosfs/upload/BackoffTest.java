package org.vosfs.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vosfs.vospace.VospaceException;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(2), new Random(5));

  @Test
  void doublesWithJitterUpToTheLongest() {
    for (int attempts = 1; attempts <= 70; attempts++) {
      long full = Math.min(120_000, 1000L << Math.min(20, attempts - 1));
      Duration pause = backoff.pause(attempts, new IOException("x"));
      assertThat(pause.toMillis()).isBetween(full / 2, full);
    }
  }

  @Test
  void neverSoonerThanTheServiceAsked() {
    VospaceException asked = new VospaceException.Throttled("busy", Duration.ofMinutes(3));
    assertThat(backoff.pause(1, asked)).isEqualTo(Duration.ofMinutes(3));
  }
}
