package org.vosfs.cache.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vosfs.base.ByteRange;
import org.vosfs.testing.Statement;

/** What is taken for a pattern, and what is not. Reads are of 128 KiB, as the kernel sends them. */
class AccessPatternTest {
  private static final long READ = 128 << 10;
  private static final long MIB = 1 << 20;
  private static final long LENGTH = 1L << 40;
  private static final long BUDGET = 16 * MIB;

  private final AccessPattern pattern = new AccessPattern(BUDGET);

  private void readPiece(long offset, long length) {
    for (long at = offset; at < offset + length; at += READ) {
      pattern.note(at, Math.min(READ, offset + length - at));
    }
  }

  @Test
  void theWindowDoublesUpToTheBudget() {
    List<Long> windows = new ArrayList<>();
    for (long at = 0; at < 64 * MIB; at += READ) {
      pattern.note(at, READ);
      windows.add(pattern.window());
    }
    assertThat(windows).isSorted().endsWith(BUDGET);
    assertThat(windows.get(0)).isZero();
    assertThat(windows.get(7)).isEqualTo(2 * MIB);
    assertThat(pattern.elsewhere(LENGTH)).isEmpty();
  }

  @Test
  void headerIsNoBeginning() {
    pattern.note(0, READ);
    pattern.note(READ, READ); // the kernel's read-ahead
    assertThat(pattern.window()).isZero();
    pattern.note(2 * READ, READ);
    assertThat(pattern.window()).isPositive();
  }

  @Test
  void twoLargeReadsAreABeginning() {
    pattern.note(0, MIB);
    pattern.note(MIB, MIB);
    assertThat(pattern.window()).isPositive();
  }

  @Test
  void whatArrivesOutOfOrderIsStillInARow() {
    for (long at = 0; at < 8 * MIB; at += 2 * READ) {
      pattern.note(at + READ, READ);
      pattern.note(at, READ);
    }
    assertThat(pattern.window()).isGreaterThan(8 * MIB);
  }

  @Test
  void randomReadsHaveNoPattern() {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      pattern.note(random.nextLong(LENGTH), 4096);
      assertThat(pattern.window()).isZero();
      assertThat(pattern.demand()).isLessThanOrEqualTo(256 << 10);
      assertThat(pattern.elsewhere(LENGTH)).isEmpty();
    }
  }

  @Test
  void smallStepsBackwardAreFetchedBefore() {
    List<ByteRange> wanted = new ArrayList<>();
    for (long at = 100 * MIB; at > 90 * MIB; at -= 65536) {
      pattern.note(at, 65536);
      wanted.addAll(pattern.elsewhere(LENGTH));
      assertThat(pattern.window()).isZero();
    }
    assertThat(wanted).isNotEmpty();
    long lowest = wanted.stream().mapToLong(ByteRange::start).min().orElseThrow();
    assertThat(lowest).isBetween(70 * MIB, 85 * MIB);
    assertThat(covered(wanted)).as("told once").isEqualTo(total(wanted));
  }

  @Test
  @Statement(
      "Reading backward, or in pieces at equal distances, is fetched before it is "
          + "asked for; random reads are not")
  void piecesBackwardAreAStride() {
    List<ByteRange> wanted = new ArrayList<>();
    for (long at = 100 * MIB; at >= 90 * MIB; at -= MIB) {
      readPiece(at, MIB);
      wanted.addAll(pattern.elsewhere(LENGTH));
      if (at < 98 * MIB) {
        assertThat(pattern.window()).as("nothing upwards").isZero();
      }
    }
    assertThat(wanted).contains(new ByteRange(85 * MIB, 86 * MIB));
    assertThat(covered(wanted)).as("told once").isEqualTo(total(wanted));
  }

  @Test
  void aStrideForwardFetchesItsPiecesOnly() {
    List<ByteRange> wanted = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      readPiece(10L * i * MIB, MIB / 2);
      wanted.addAll(pattern.elsewhere(LENGTH));
    }
    assertThat(wanted).isNotEmpty().allMatch(range -> range.start() % (10 * MIB) == 0);
    assertThat(wanted).allMatch(range -> range.length() <= MIB / 2);
    assertThat(wanted).contains(new ByteRange(150 * MIB, 150 * MIB + MIB / 2));
  }

  @Test
  void aStrideEndsAtTheEndsOfTheContent() {
    for (int i = 5; i >= 0; i--) {
      readPiece(10L * i * MIB, READ);
      assertThat(pattern.elsewhere(60 * MIB))
          .allMatch(range -> range.start() >= 0 && range.end() <= 60 * MIB);
    }
  }

  private static long total(List<ByteRange> ranges) {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  private static long covered(List<ByteRange> ranges) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    sorted.sort(java.util.Comparator.comparingLong(ByteRange::start));
    long covered = 0;
    long reached = 0;
    for (ByteRange range : sorted) {
      covered += Math.max(0, range.end() - Math.max(reached, range.start()));
      reached = Math.max(reached, range.end());
    }
    return covered;
  }
}
