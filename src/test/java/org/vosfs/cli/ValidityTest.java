package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a credential's end is told. */
class ValidityTest {
  private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
  private final Validity validity = new Validity();

  private String at(Duration before) {
    return validity.warning(END.minus(before), END).orElse("");
  }

  @Test
  void threeDaysOneDayOneHourAheadAndAtTheEndOnceEach() {
    assertThat(at(Duration.ofDays(9))).isEmpty();
    assertThat(at(Duration.ofDays(3).plusSeconds(1))).isEmpty();
    assertThat(at(Duration.ofDays(3))).isEqualTo("expires in 3 days 0 hours");
    assertThat(at(Duration.ofDays(2))).isEmpty();
    assertThat(at(Duration.ofHours(24))).isEqualTo("expires in 1 days 0 hours");
    assertThat(at(Duration.ofHours(2))).isEmpty();
    assertThat(at(Duration.ofMinutes(59))).isEqualTo("expires in 59 minutes");
    assertThat(at(Duration.ofMinutes(1))).isEmpty();
    assertThat(at(Duration.ZERO)).isEqualTo("has expired");
    assertThat(at(Duration.ofDays(-5))).isEmpty();
    Instant renewed = END.plus(Duration.ofDays(10));
    assertThat(validity.warning(END, renewed)).isEmpty();
    assertThat(validity.warning(renewed.minusSeconds(60), renewed))
        .as("anew after a renewal")
        .contains("expires in 1 minutes");
  }
}
