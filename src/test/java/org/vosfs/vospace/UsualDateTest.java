package org.vosfs.vospace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates as services write them, against the library's parser. */
class UsualDateTest {
  private static final String CHARACTERS = "0123456789-:.TZ+ x";

  private static @Nullable Instant byTheLibrary(String text) {
    try {
      return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05.6",
        "2026-01-02T03:04:05.678",
        "1969-12-31T23:59:59.999999999",
        "2024-02-29T00:00:00.000",
        "0000-01-01T00:00:00"
      })
  void theUsualFormsAreReadAsTheLibraryReadsThem(String text) {
    assertThat(UsualDate.parse(text)).isNotNull().isEqualTo(byTheLibrary(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-02",
        "2026-01-02T03:04",
        "2026-02-30T00:00:00",
        "2026-13-01T00:00:00",
        "2026-01-02T24:00:00",
        "2026-01-02T03:60:05",
        "2026-01-02T03:04:60",
        "2026-01-02 03:04:05",
        "2026-01-02T03:04:05.",
        "2026-01-02T03:04:05.1234567890",
        "2026-01-02T03:04:0x",
        "+2026-01-02T03:04:0"
      })
  void everythingElseIsLeftToOthers(String text) {
    assertThat(UsualDate.parse(text)).isNull();
  }

  @Test
  void whatIsReadIsReadAsTheLibraryReadsIt() {
    Random random = new Random(9);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder("2026-01-02T03:04:05.678".substring(0, 19 + i % 5));
      for (int change = random.nextInt(3); change > 0; change--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
      Instant read = UsualDate.parse(text.toString());
      if (read != null) {
        assertThat(read).as(text.toString()).isEqualTo(byTheLibrary(text.toString()));
      }
    }
  }
}
