package org.vosfs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.vosfs.http.Silences.Silence;

class SilencesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Origin SERVICE = new Origin("https", "vault.example.org", 443);
  private static final Origin SITE = new Origin("https", "site.example.org", 443);

  private final Silences silences = new Silences();

  private void fails(Origin who, HttpFailure.Kind kind, String why, long now) {
    silences.failed(new HttpFailure(kind, who, why, null), who, now);
  }

  @Test
  void aSilenceLastsFromItsFirstFailureToTheNextAnswer() {
    fails(SERVICE, HttpFailure.Kind.UNREACHABLE, "refused", 10 * SECOND);
    fails(SITE, HttpFailure.Kind.TIMED_OUT, "slow", 20 * SECOND);
    fails(SERVICE, HttpFailure.Kind.LOST, "broke", 30 * SECOND);
    assertThat(silences.now(40 * SECOND))
        .extracting(Silence::who, Silence::why, Silence::since, Silence::last)
        .containsExactly(
            tuple(SERVICE, "broke", 10 * SECOND, 30 * SECOND),
            tuple(SITE, "slow", 20 * SECOND, 20 * SECOND));
    silences.answered(SERVICE, 404, 50 * SECOND);
    assertThat(silences.now(50 * SECOND)).extracting(Silence::who).containsExactly(SITE);
    fails(SERVICE, HttpFailure.Kind.LOST, "again", 60 * SECOND);
    assertThat(silences.now(60 * SECOND).get(1).since()).isEqualTo(60 * SECOND);
  }

  @Test
  void anAnswerThatSaysTheServiceIsAwayIsNone() {
    silences.answered(SERVICE, 503, 10 * SECOND);
    silences.answered(SERVICE, 502, 20 * SECOND);
    assertThat(silences.now(20 * SECOND))
        .containsExactly(
            new Silence(
                SERVICE,
                "https://vault.example.org answers with status 502",
                10 * SECOND,
                20 * SECOND));
    silences.answered(SERVICE, 500, 30 * SECOND);
    assertThat(silences.now(30 * SECOND)).as("it works, and fails").isEmpty();
  }

  @Test
  void whatIsOurOwnFaultIsNoSilence() {
    fails(SERVICE, HttpFailure.Kind.LOCAL, "interrupted", SECOND);
    fails(SERVICE, HttpFailure.Kind.CREDENTIAL, "expired", SECOND);
    fails(SERVICE, HttpFailure.Kind.BAD_REDIRECT, "nonsense", SECOND);
    assertThat(silences.now(SECOND)).isEmpty();
  }

  @Test
  void oneThatNobodyAsksAnyMoreIsForgotten() {
    fails(SITE, HttpFailure.Kind.UNREACHABLE, "refused", 0);
    assertThat(silences.now(3600 * SECOND)).hasSize(1);
    assertThat(silences.now(3601 * SECOND)).isEmpty();
  }
}
