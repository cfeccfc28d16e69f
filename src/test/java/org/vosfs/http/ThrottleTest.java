package org.vosfs.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong slept = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();

  private Throttle throttle(long rate) {
    return new Throttle(rate, now::get, this::sleep, counted::addAndGet);
  }

  private void sleep(Duration span) {
    now.addAndGet(span.toNanos());
    slept.addAndGet(span.toNanos());
  }

  @Test
  void bytesTakeTheirTime() throws Exception {
    Throttle throttle = throttle(1000);
    for (int i = 0; i < 40; i++) {
      throttle.take(throttle.step(100_000));
    }
    assertThat(Duration.ofNanos(slept.get()))
        .as("40 steps of 125 bytes")
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void timeThatPassedUnusedIsNoCredit() throws Exception {
    Throttle throttle = throttle(1000);
    now.addAndGet(Duration.ofHours(1).toNanos());
    throttle.take(1000);
    assertThat(Duration.ofNanos(slept.get())).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void withoutALimitNothingWaits() throws Exception {
    Throttle throttle = throttle(0);
    assertThat(throttle.step(1 << 20)).isEqualTo(1 << 20);
    throttle.take(Integer.MAX_VALUE);
    assertThat(slept).hasValue(0);
    assertThat(counted).as("bytes are counted all the same").hasValue(Integer.MAX_VALUE);
  }
}
