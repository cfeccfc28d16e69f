package org.vosfs.cache.block;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One CRC32C per block; room is taken where there are some, and little for a small file: there may
 * be very many of these. Not thread-safe.
 */
final class CrcTable {
  private static final int CHUNK = 1024;
  private final List<int @Nullable []> chunks = new ArrayList<>();

  int get(int block) {
    int at = block / CHUNK;
    int[] chunk = at < chunks.size() ? chunks.get(at) : null;
    return chunk == null || block % CHUNK >= chunk.length ? 0 : chunk[block % CHUNK];
  }

  void set(int block, int crc) {
    int at = block / CHUNK;
    while (chunks.size() <= at) {
      chunks.add(null);
    }
    int[] chunk = chunks.get(at);
    int needed = Math.min(CHUNK, Math.max(1, Integer.highestOneBit(block % CHUNK) * 2));
    if (chunk == null) {
      chunk = new int[needed];
      chunks.set(at, chunk);
    } else if (chunk.length < needed) {
      chunk = Arrays.copyOf(chunk, needed);
      chunks.set(at, chunk);
    }
    chunk[block % CHUNK] = crc;
  }

  /** CRC32C of the buffer's remaining bytes, which are consumed. */
  static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
