package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;

/** What statfs tells. */
class SpaceCallsTest {
  @TempDir Path directory;

  private static SpaceUsage usage(Rig rig, String path) throws FsException {
    return rig.fs.usage(Rig.at(path));
  }

  private static Rig rig(Manner manner, Path directory) throws Exception {
    return new Rig(manner, directory).with("/d/", "/d/sub/", "/d/sub/f=x");
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "df shows what the nearest quota upwards leaves, also one above the mounted directory; what is "
          + "unsent counts as used, never less than nothing is free")
  void theNearestQuota(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      rig.service.setQuotaAbove(
          Map.of(NodeProperties.QUOTA, "9000", NodeProperties.LENGTH, "1000"));
      assertThat(usage(rig, "/d/sub/f")).isEqualTo(new SpaceUsage(9000, 8000));
      rig.service.setProperty("/d", NodeProperties.QUOTA, "5000");
      rig.service.setProperty("/d", NodeProperties.LENGTH, "3000");
      rig.time.advance(Duration.ofMinutes(6));
      assertThat(usage(rig, "/d/sub/f")).isEqualTo(new SpaceUsage(5000, 2000));
      assertThat(usage(rig, "/d")).isEqualTo(new SpaceUsage(5000, 2000));
      assertThat(usage(rig, "/")).isEqualTo(new SpaceUsage(9000, 8000));
      rig.write("/d/sub/new", "y".repeat(500));
      assertThat(usage(rig, "/d")).isEqualTo(new SpaceUsage(5000, 1500));
      assertThat(usage(rig, "/")).isEqualTo(new SpaceUsage(9000, 7500));
      rig.service.setProperty("/d", NodeProperties.LENGTH, "6000");
      rig.time.advance(Duration.ofMinutes(6));
      assertThat(usage(rig, "/d")).isEqualTo(new SpaceUsage(5000, 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "Where no quota is known df shows 1 PiB, all of it free; asking again within five minutes costs "
          + "no request")
  void nothingIsKnown(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      SpaceUsage unknown = new SpaceUsage(1L << 50, 1L << 50);
      assertThat(usage(rig, "/d/sub")).isEqualTo(unknown);
      rig.service.clearRequests();
      assertThat(usage(rig, "/d/sub")).isEqualTo(unknown);
      assertThat(rig.service.requests()).isEmpty();
      rig.time.advance(Duration.ofMinutes(4));
      assertThat(usage(rig, "/")).isEqualTo(unknown);
      rig.service.setOffline(true);
      rig.time.advance(Duration.ofMinutes(6));
      assertThat(usage(rig, "/")).isEqualTo(unknown);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aQuotaWithoutWordOfWhatIsUsed(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      rig.service.setProperty("/d", NodeProperties.QUOTA, "5000");
      assertThat(usage(rig, "/d")).isEqualTo(new SpaceUsage(5000, 5000));
    }
  }
}
