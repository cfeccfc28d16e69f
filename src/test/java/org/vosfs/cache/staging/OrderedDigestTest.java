package org.vosfs.cache.staging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The digest of a file is known when, and only when, its bytes came in order. */
class OrderedDigestTest {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String md5(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
  }

  private static String md5(String content) throws Exception {
    return md5(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bytesInOrder() throws Exception {
    OrderedDigest digest = new OrderedDigest(0);
    assertThat(digest.of(0)).contains(md5(""));
    ByteBuffer first = bytes("one ");
    digest.write(0, first);
    assertThat(first.remaining()).isEqualTo(4);
    assertThat(digest.of(4)).contains(md5("one "));
    digest.write(4, bytes("two"));
    assertThat(digest.of(7)).contains(md5("one two"));
    assertThat(digest.of(8)).isEmpty();
  }

  @Test
  void aGapOrASecondThoughtEndsIt() {
    for (long offset : new long[] {0, 1, 3, 5}) {
      OrderedDigest digest = new OrderedDigest(0);
      digest.write(0, bytes("four"));
      digest.write(offset, bytes("more"));
      digest.write(8, bytes("."));
      for (long size = 0; size < 12; size++) {
        assertThat(digest.of(size)).isEmpty();
      }
    }
  }

  @Test
  void truncationToZeroBeginsAnew() throws Exception {
    OrderedDigest digest = new OrderedDigest(10);
    digest.write(10, bytes("unknown before"));
    assertThat(digest.of(24)).isEmpty();
    digest.truncate(0);
    digest.write(0, bytes("new"));
    assertThat(digest.of(3)).contains(md5("new"));
    digest.truncate(3);
    assertThat(digest.of(3)).contains(md5("new"));
    digest.truncate(5);
    assertThat(digest.of(5)).isEmpty();
    assertThat(digest.of(3)).isEmpty();
  }

  @Test
  void aLongFileIsLeftToWhoeverSendsIt() throws Exception {
    byte[] half = new byte[4 << 20];
    OrderedDigest digest = new OrderedDigest(0);
    digest.write(0, ByteBuffer.wrap(half));
    digest.write(half.length, ByteBuffer.wrap(half));
    assertThat(digest.of(2L * half.length)).contains(md5(new byte[8 << 20]));
    digest.write(2L * half.length, bytes("."));
    assertThat(digest.of(2L * half.length + 1)).isEmpty();
  }
}
