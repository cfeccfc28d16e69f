package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vosfs.base.NodePath;
import org.vosfs.testing.FakeTime;
import org.vosfs.testing.FakeVospace;
import org.vosfs.vospace.JobWatch;

class RemovalGaugeTest {
  private final FakeVospace service = new FakeVospace(FakeVospace.Manner.VAULT);
  private final FakeTime time = new FakeTime();
  private final List<TreeState> told = new ArrayList<>();
  private RemovalGauge gauge;

  @BeforeEach
  void begin() {
    service.mkdirRemotely("/d");
    service.putRemotely("/d/a", new byte[1]);
    service.putRemotely("/d/b", new byte[1]);
    gauge = new RemovalGauge(service, time, NodePath.of("/d"), told::add);
  }

  @Test
  void aQuickRemovalCostsNoListing() {
    assertThat(gauge.goesOn("EXECUTING", JobWatch.UNKNOWN)).isTrue();
    assertThat(told).containsExactly(new TreeState("EXECUTING", -1, -1));
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void aLongOneIsSeenInTheListingFromTimeToTime() {
    time.advance(Duration.ofSeconds(3));
    gauge.goesOn("EXECUTING", JobWatch.UNKNOWN);
    service.deleteRemotely("/d/a");
    time.advance(Duration.ofSeconds(4));
    gauge.goesOn("EXECUTING", JobWatch.UNKNOWN);
    time.advance(Duration.ofSeconds(1));
    gauge.goesOn("EXECUTING", JobWatch.UNKNOWN);
    assertThat(told).extracting(TreeState::left).containsExactly(2L, 2L, 1L);
    assertThat(service.requests()).containsExactly("list /d", "list /d");
  }

  @Test
  void whereTheServiceCountsNothingIsListed() {
    time.advance(Duration.ofSeconds(30));
    gauge.goesOn("EXECUTING", 17);
    assertThat(told).containsExactly(new TreeState("EXECUTING", 17, -1));
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void whatCannotBeListedIsNotKnown() {
    service.deleteRemotely("/d");
    time.advance(Duration.ofSeconds(30));
    assertThat(gauge.goesOn("EXECUTING", JobWatch.UNKNOWN)).isTrue();
    assertThat(told).containsExactly(new TreeState("EXECUTING", -1, -1));
  }

  @Test
  void whoeverListensEndsIt() {
    assertThat(
            new RemovalGauge(service, time, NodePath.of("/d"), state -> false)
                .goesOn("EXECUTING", JobWatch.UNKNOWN))
        .isFalse();
  }
}
