package org.vosfs.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final Pace pace = new Pace();

  @Test
  void itIsNotKnownAtOnce() {
    assertThat(pace.rate(0)).isZero();
    pace.moved(1000, 0);
    pace.moved(5000, SECOND / 2);
    assertThat(pace.rate(SECOND / 2)).isZero();
  }

  @Test
  void onlyTheLastSecondsCount() {
    for (int i = 0; i <= 100; i++) {
      pace.moved(i * 1000L, i * SECOND);
    }
    assertThat(pace.rate(100 * SECOND)).isEqualTo(1000);
    for (int i = 1; i <= 10; i++) {
      pace.moved(100_000 + i * 7000L, (100 + i) * SECOND);
    }
    assertThat(pace.rate(110 * SECOND)).as("what was before is forgotten").isEqualTo(7000);
  }

  @Test
  void anUploadThatStandsStillGetsSlower() {
    pace.moved(0, 0);
    pace.moved(8000, SECOND);
    assertThat(pace.rate(2 * SECOND)).isEqualTo(4000);
    assertThat(pace.rate(8 * SECOND)).isEqualTo(1000);
  }

  @Test
  void oneThatBeganAnewIsMeasuredAnew() {
    pace.moved(0, 0);
    pace.moved(90_000, 2 * SECOND);
    pace.moved(0, 3 * SECOND);
    pace.moved(2000, 4 * SECOND);
    assertThat(pace.rate(5 * SECOND)).isEqualTo(1000);
  }
}
