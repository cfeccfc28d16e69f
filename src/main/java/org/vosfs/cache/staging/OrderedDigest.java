package org.vosfs.cache.staging;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The MD5 of a file whose bytes come in order, from its first byte on: known without reading them
 * again. Given up at the first byte out of order, and where a file gets long: its sending takes far
 * longer than the digest then, which is computed on the way, and here it would slow its writer.
 *
 * <p>Guarded by the file's lock.
 */
final class OrderedDigest {
  private static final long LONGEST = 8L << 20;

  private @Nullable MessageDigest digest;
  private long at;

  /**
   * @param size bytes that are there already
   */
  OrderedDigest(long size) {
    if (size == 0) {
      restart();
    }
  }

  private void restart() {
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
    at = 0;
  }

  /** Bytes are about to be written; {@code bytes} stays as it is. */
  void write(long offset, ByteBuffer bytes) {
    MessageDigest running = digest;
    if (running == null) {
      return;
    }
    if (offset != at || offset + bytes.remaining() > LONGEST) {
      giveUp();
    } else {
      at += bytes.remaining();
      running.update(bytes.duplicate());
    }
  }

  void truncate(long to) {
    if (to == 0) {
      restart();
    } else if (to != at) {
      giveUp();
    }
  }

  /** What comes from now on cannot be known in order. */
  void giveUp() {
    digest = null;
  }

  /** 32 lower-case hex digits, when all of {@code size} bytes came in order. */
  Optional<String> of(long size) {
    MessageDigest running = digest;
    if (running == null || at != size) {
      return Optional.empty();
    }
    try {
      MessageDigest copy = (MessageDigest) running.clone();
      return Optional.of(HexFormat.of().formatHex(copy.digest()));
    } catch (CloneNotSupportedException e) {
      return Optional.empty(); // a provider that cannot: it is computed when it is needed
    }
  }
}
