package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long segments get on links that break now and then. */
class SegmentingTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final Segmenting DEFAULTS = Segmenting.defaults();
  private static final PutTransaction.Progress ANY =
      new PutTransaction.Progress(0, Optional.empty(), 1, 0);

  private static long next(Segmenting.Size size) {
    return size.next(ANY, Long.MAX_VALUE);
  }

  private static void arrive(Segmenting.Size size, int segments) {
    for (int i = 0; i < segments; i++) {
      size.arrived();
    }
  }

  private static Segmenting.Size shortened() {
    Segmenting.Size size = new Segmenting.Size(DEFAULTS);
    while (next(size) > DEFAULTS.least()) {
      size.broke();
    }
    return size;
  }

  @Test
  void breaksOneAfterTheOtherHalveItDownToTheLeast() {
    Segmenting.Size size = new Segmenting.Size(DEFAULTS);
    size.broke();
    assertThat(next(size)).isEqualTo(16 * MIB);
    arrive(size, Segmenting.ENOUGH - 1);
    size.broke();
    assertThat(next(size)).isEqualTo(8 * MIB);
    for (int i = 0; i < 20; i++) {
      size.broke();
    }
    assertThat(next(size)).isEqualTo(256 * KIB);
  }

  @Test
  void aBreakAfterEnoughSegmentsChangesNothing() {
    Segmenting.Size size = new Segmenting.Size(DEFAULTS);
    size.broke();
    arrive(size, Segmenting.ENOUGH);
    size.broke();
    assertThat(next(size)).isEqualTo(16 * MIB);
    size.broke();
    assertThat(next(size)).as("the next one came at once").isEqualTo(8 * MIB);
  }

  @Test
  void aQuietStretchDoublesItUpToTheFirstSize() {
    Segmenting.Size size = shortened();
    arrive(size, Segmenting.PATIENCE);
    assertThat(next(size)).isEqualTo(512 * KIB);
    arrive(size, 100 * Segmenting.PATIENCE);
    assertThat(next(size)).isEqualTo(DEFAULTS.first());
  }

  @Test
  void aLinkThatNeverIsQuietForLongDoesNotStayAtTheLeastForEver() {
    Segmenting.Size size = shortened();
    for (int between = 0; between < Segmenting.LONG_PATIENCE; between += Segmenting.ENOUGH) {
      assertThat(next(size)).isEqualTo(DEFAULTS.least());
      arrive(size, Segmenting.ENOUGH);
      size.broke();
    }
    assertThat(next(size)).isEqualTo(2 * DEFAULTS.least());
    size.broke();
    assertThat(next(size)).as("it was too much").isEqualTo(DEFAULTS.least());
  }

  /** 10 GiB over a link that carries nothing twice, in numbers only. */
  @ParameterizedTest
  @CsvSource({
    // MiB/s, ms for the looks at each segment, ms between two cuts
    "100, 40, 3000",
    "30, 40, 3000",
    "30, 150, 3000",
    "5, 40, 3000",
    "300, 250, 3000",
    "100, 40, 10000",
    "10, 300, 10000",
    "1, 40, 10000",
  })
  void littleOfALargeFileIsSentTwice(long rate, long looks, long every) {
    long total = 10L << 30;
    Segmenting.Size size = new Segmenting.Size(DEFAULTS);
    double now = 0;
    double cut = every;
    long kept = 0;
    double sent = 0;
    while (kept < total) {
      long segment = size.next(ANY, total - kept);
      double millis = segment * 1000.0 / (rate * MIB);
      if (now + millis + looks <= cut) {
        now += millis + looks;
        kept += segment;
        sent += segment;
        size.arrived();
      } else {
        // Cut off in its bytes, or in a look, which is repeated.
        boolean whole = now + millis <= cut;
        sent += whole ? segment : (cut - now) / millis * segment;
        kept += whole ? segment : 0;
        now = cut + looks;
        cut += every;
        size.broke();
      }
    }
    assertThat(sent / total).isLessThanOrEqualTo(1.1);
    double best = rate * MIB / 1000.0;
    assertThat(total / now / best).as("of the link's rate").isGreaterThan(0.15);
  }
}
