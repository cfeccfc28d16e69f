package org.vosfs.cache.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.testing.FakeTime;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;

class MetaCacheTest {
  private static final Node NODE = new Node.Container("d", NodeProperties.NONE);

  private final FakeTime time = new FakeTime();
  private final MetaCache cache = new MetaCache(MetaSettings.DEFAULT, time, number -> {});

  @Test
  void isFreshForTheTtlAndKnownForEver() {
    cache.put(7, NODE, true);
    time.advance(Duration.ofSeconds(29));
    assertThat(cache.fresh(7)).contains(NODE);
    assertThat(cache.remainingLife(7)).isEqualTo(Duration.ofSeconds(1).toNanos());
    time.advance(Duration.ofSeconds(1));
    assertThat(cache.fresh(7)).isEmpty();
    assertThat(cache.isAccessFresh(7)).isFalse();
    assertThat(cache.remainingLife(7)).isZero();
    assertThat(cache.known(7)).contains(NODE);
  }

  @Test
  void expiredIsStillKnown() {
    cache.put(7, NODE, false);
    cache.expire(7);
    assertThat(cache.fresh(7)).isEmpty();
    assertThat(cache.known(7)).contains(NODE);
    cache.forget(7);
    assertThat(cache.known(7)).isEmpty();
  }

  @Test
  void rightsAreOnlyKnownWhenTheyWereAsked() {
    cache.put(7, NODE, false);
    assertThat(cache.isAccessFresh(7)).isFalse();
    cache.put(7, NODE, true);
    assertThat(cache.isAccessFresh(7)).isTrue();
  }

  @Test
  void whatAFreshListingLacksIsAbsent() {
    cache.putListing(1, List.of("a"));
    assertThat(cache.isAbsent(1, "b")).isTrue();
    assertThat(cache.isAbsent(1, "a")).isFalse();
    cache.childAdded(1, "b");
    assertThat(cache.isAbsent(1, "b")).isFalse();
    assertThat(cache.freshListing(1).orElseThrow()).containsExactlyInAnyOrder("a", "b");
    cache.childRemoved(1, "a");
    assertThat(cache.isAbsent(1, "a")).isTrue();
    time.advance(Duration.ofSeconds(30));
    assertThat(cache.isAbsent(1, "zzz")).isFalse();
    assertThat(cache.freshListing(1)).isEmpty();
    assertThat(cache.knownListing(1).orElseThrow()).containsExactly("b");
  }

  @Test
  void absenceIsBelievedForItsOwnTime() {
    cache.putAbsent(1, "x");
    assertThat(cache.isAbsent(1, "x")).isTrue();
    time.advance(Duration.ofSeconds(3));
    assertThat(cache.isAbsent(1, "x")).isFalse();
  }

  @Test
  void whatIsDroppedForRoomIsTold() {
    List<Long> dropped = new ArrayList<>();
    MetaSettings small = new MetaSettings(Duration.ofSeconds(30), Duration.ofSeconds(3), 10);
    MetaCache bounded = new MetaCache(small, time, dropped::add);
    for (long number = 0; number < 100; number++) {
      bounded.put(number, NODE, false);
    }
    assertThat(dropped).hasSize(90);
  }
}
