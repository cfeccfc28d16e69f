package org.vosfs.vospace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class VersionTest {
  private static final String A = "0123456789abcdef0123456789abcdef";
  private static final String B = "fedcba9876543210fedcba9876543210";
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.120Z");

  @Test
  void anEqualArtifactIdSuffices() {
    assertThat(new Version(5, "id", NOON, A).sameContentAs(new Version(5, "id", null, null)))
        .isTrue();
  }

  @Test
  void anotherArtifactIdNeedsTheMd5ToAgree() {
    assertThat(new Version(5, "one", null, null).sameContentAs(new Version(5, "two", null, null)))
        .isFalse();
    assertThat(new Version(5, "one", null, A).sameContentAs(new Version(5, "two", null, A)))
        .isTrue();
  }

  @Test
  void everyFieldBothHaveMustAgree() {
    Version full = new Version(5, null, NOON, A);
    assertThat(full.sameContentAs(new Version(5, null, null, A))).isTrue();
    assertThat(full.sameContentAs(new Version(6, null, NOON, A))).isFalse();
    assertThat(full.sameContentAs(new Version(5, null, NOON, B))).isFalse();
    assertThat(full.sameContentAs(new Version(5, null, NOON.plusMillis(1), A))).isFalse();
  }

  @Test
  void anHttpDateOfWholeSecondsAgreesWithTheMillisecondsOfTheSameSecond() {
    Instant second = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(new Version(5, null, NOON, null).sameContentAs(new Version(5, null, second, null)))
        .isTrue();
    assertThat(
            new Version(5, null, NOON, null)
                .sameContentAs(new Version(5, null, second.plusSeconds(1), null)))
        .isFalse();
  }

  @Test
  void mergingKeepsWhatIsKnown() {
    Version merged = new Version(5, null, NOON, null).mergedWith(new Version(5, "id", null, A));
    assertThat(merged).isEqualTo(new Version(5, "id", NOON, A));
  }

  @Test
  void textIsReadBack() {
    for (Version version : new Version[] {Version.ofLength(0), new Version(7, "id", NOON, B)}) {
      assertThat(Version.parse(version.toText())).isEqualTo(version);
    }
    assertThatThrownBy(() -> Version.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
