package org.vosfs.cache.staging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What fits beside a floor of free space, on a disk of the test's own. */
class StagingRoomTest {
  private static final long MIB = 1 << 20;
  private long usable = 1000 * MIB;
  private long looks;

  private StagingRoom room(long limit, long total) {
    return new StagingRoom(
        limit,
        new StagingRoom.Disk() {
          @Override
          public long usable() {
            looks++;
            return usable;
          }

          @Override
          public long total() {
            return total;
          }
        });
  }

  @Test
  void theFloorIsAPartOfASmallDiskAndFixedOnALargeOne() {
    assertThat(room(0, 1000 * MIB).belowFloor(980 * MIB)).isZero();
    assertThat(room(0, 1000 * MIB).belowFloor(980 * MIB + 1)).isEqualTo(1);
    assertThat(room(0, 1L << 50).belowFloor(744 * MIB)).isZero();
    assertThat(room(0, 1L << 50).belowFloor(744 * MIB + 1)).isEqualTo(1);
  }

  @Test
  void theDiskIsNotAskedAtEveryWriteAndAlwaysBeforeOneIsRefused() {
    StagingRoom room = room(0, 1000 * MIB);
    for (int i = 0; i < 4 * 64; i++) {
      assertThat(room.belowFloor(MIB / 64)).isNotPositive();
    }
    assertThat(looks).isEqualTo(1);
    usable = 20 * MIB;
    assertThat(room.belowFloor(1)).isPositive();
    usable = 21 * MIB;
    assertThat(room.belowFloor(MIB)).isNotPositive();
    assertThat(room.belowFloor(MIB)).isNotPositive(); // the disk says so again
  }

  @Test
  void theLimitCountsWhatIsStaged() {
    StagingRoom room = room(100, MIB);
    room.changed(60);
    assertThat(room.beyondLimit(40)).isNotPositive();
    assertThat(room.beyondLimit(41)).isEqualTo(1);
    room.changed(-30);
    assertThat(room.beyondLimit(70)).isNotPositive();
    assertThat(room(0, MIB).beyondLimit(Long.MAX_VALUE)).isNotPositive();
  }
}
