package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.cache.block.BlockSource;
import org.vosfs.testing.FakeTime;
import org.vosfs.vospace.Version;

/** How long bytes are held, and what that costs. */
class HeldBytesTest {
  private static final int MIB = 1 << 20;
  private static final int PIECE = 64 << 10;

  /** Bytes that had come when each look was made. */
  private final List<Long> looks = new ArrayList<>();

  private final FakeTime time = new FakeTime();
  private long came;
  private long passed;

  private final BlockSource.Sink sink =
      new BlockSource.Sink() {
        @Override
        public boolean begin(long offset) {
          return true;
        }

        @Override
        public boolean bytes(ByteBuffer buffer) {
          passed += buffer.remaining();
          return true;
        }
      };

  private HeldBytes held(long length) {
    Version version = new Version(length, null, Instant.parse("2026-01-01T00:00:00Z"), null);
    return new HeldBytes(
        version,
        () -> {
          looks.add(came);
          return true;
        },
        sink,
        time);
  }

  private void come(HeldBytes held, long bytes) throws IOException {
    for (long end = came + bytes; came < end; ) {
      came += PIECE;
      held.bytes(ByteBuffer.allocate(PIECE));
    }
  }

  @Test
  void theHeadOfALongFileGoesOnBeforeMuchHasCome() throws IOException {
    come(held(100L * MIB), MIB);
    assertThat(passed).isEqualTo(MIB);
  }

  @Test
  void aLongFileCostsFewLooks() throws IOException {
    come(held(100L * MIB), 100L * MIB);
    assertThat(passed).isEqualTo(100L * MIB);
    assertThat(looks)
        .startsWith((long) MIB, 3L * MIB, 7L * MIB, 15L * MIB, 23L * MIB)
        .hasSizeLessThanOrEqualTo(3 + 100 / 8 + 1);
  }

  @Test
  void slowBytesGoOnAfterAWhile() throws IOException {
    HeldBytes held = held(100L * MIB);
    come(held, PIECE);
    time.advance(Duration.ofMillis(300));
    come(held, PIECE);
    assertThat(passed).isEqualTo(2 * PIECE);
  }
}
