package org.vosfs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private long requests;
  private long bytes;
  private final History history =
      new History(4, List.of("requests", "bytes"), () -> List.of(requests, bytes));

  private void after(int seconds) {
    history.sample(START.plusSeconds(seconds));
  }

  @Test
  void thereIsNothingToTellBeforeTimeHasPassed() {
    assertThat(history.rates(Duration.ofSeconds(10))).isEmpty();
    after(0);
    assertThat(history.rates(Duration.ofSeconds(10))).isEmpty();
    assertThat(history.told()).containsEntry("times", List.of());
  }

  @Test
  void whatGrewIsToldByTheSecond() {
    after(0);
    requests = 6;
    after(2);
    requests = 7;
    bytes = 100;
    after(4);
    assertThat(history.told())
        .containsExactly(
            entry("times", List.of(epoch(2), epoch(4))),
            entry("requests", List.of(3.0, 0.5)),
            entry("bytes", List.of(0.0, 50.0)));
    assertThat(history.rates(Duration.ofSeconds(2))).containsEntry("requests", 0.5);
    assertThat(history.rates(Duration.ofSeconds(60))).containsEntry("requests", 1.75);
  }

  @Test
  void onlyTheLastSamplesAreKept() {
    for (int i = 0; i < 10; i++) {
      after(i);
    }
    assertThat(history.told()).containsEntry("times", List.of(epoch(7), epoch(8), epoch(9)));
  }

  @Test
  void aClockThatIsSetBackBeginsAnew() {
    after(10);
    after(11);
    after(3);
    assertThat(history.told()).containsEntry("times", List.of());
  }

  private static double epoch(int seconds) {
    return START.plusSeconds(seconds).getEpochSecond();
  }
}
