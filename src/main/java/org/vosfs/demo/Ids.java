package org.vosfs.demo;

import java.util.Random;
import java.util.UUID;

/** Random ids from the injected source. Thread-safe when the source is. */
final class Ids {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Random random;

  Ids(Random random) {
    this.random = random;
  }

  String uuid() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(high, low).toString();
  }

  String job() {
    StringBuilder id = new StringBuilder(16);
    for (int i = 0; i < 16; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  byte[] key() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return key;
  }
}
