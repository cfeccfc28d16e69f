package org.vosfs.cache.block;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one content that could not be stored, kept in memory for the readers that wait for them
 * and, a few of them, for those about to come. Guarded by the content's lock.
 */
final class LooseBlocks {
  /** More than a stream may run ahead of its readers when nothing is stored. */
  private static final long MOST_BYTES = 4 << 20;

  private final Engine engine;
  private final Map<Integer, byte[]> blocks = new LinkedHashMap<>();
  private long held;

  LooseBlocks(Engine engine) {
    this.engine = engine;
  }

  byte @Nullable [] get(int block) {
    return blocks.get(block);
  }

  boolean has(int block) {
    return blocks.containsKey(block);
  }

  /**
   * Keeps a block if somebody waits for it, or there is room.
   *
   * @return true when {@code bytes} is kept and must not be used otherwise
   */
  boolean offer(int block, byte[] bytes, Set<Integer> waiting) {
    if (blocks.containsKey(block)) {
      return false;
    }
    boolean wanted = waiting.contains(block);
    shrink(bytes.length, waiting);
    if (wanted) {
      engine.forceLoose(bytes.length);
    } else if (held + bytes.length > MOST_BYTES || !engine.takeLoose(bytes.length)) {
      return false;
    }
    blocks.put(block, bytes);
    held += bytes.length;
    return true;
  }

  /** Drops the oldest that nobody waits for. */
  private void shrink(int more, Set<Integer> waiting) {
    Iterator<Map.Entry<Integer, byte[]>> oldest = blocks.entrySet().iterator();
    while (held + more > MOST_BYTES && oldest.hasNext()) {
      Map.Entry<Integer, byte[]> entry = oldest.next();
      if (!waiting.contains(entry.getKey())) {
        engine.releaseLoose(entry.getValue().length);
        held -= entry.getValue().length;
        oldest.remove();
      }
    }
  }

  void clear() {
    engine.releaseLoose(held);
    held = 0;
    blocks.clear();
  }
}
