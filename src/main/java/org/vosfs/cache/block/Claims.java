package org.vosfs.cache.block;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;

/**
 * Which running fetch is to bring which block of one content, and what is to be fetched next.
 * Guarded by the lock of its {@link Flow}; fetches are made here and started there.
 */
final class Claims {
  /** Largest piece of read-ahead asked for at once; several run side by side. */
  private static final long PIECE = 4 << 20;

  private final Content content;
  private final Flow flow;
  private final Engine engine;
  private final Geometry geometry;
  private final IntPredicate here;
  private final Map<Integer, Fetch> inFlight = new HashMap<>();
  private final Set<Fetch> running = new HashSet<>();

  /**
   * @param here which blocks have come
   */
  Claims(Content content, Flow flow, Engine engine, IntPredicate here) {
    this.content = content;
    this.flow = flow;
    this.engine = engine;
    this.geometry = content.geometry();
    this.here = here;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  Collection<Fetch> running() {
    return running;
  }

  /**
   * The fetch to wait for: that which brings the block; or, as long as nobody knows whether the
   * source honours ranges, the one that began at byte 0 and is about to show it by stopping before
   * this block or not.
   */
  @Nullable Fetch carrier(int block) {
    Fetch fetch = inFlight.get(block);
    if (fetch == null && content.ranges() == Account.Ranges.UNKNOWN) {
      for (Fetch probe : running) {
        if (probe.from == 0 && probe.to == block && !probe.isAbandoned()) {
          return probe;
        }
      }
    }
    return fetch;
  }

  /** The fetch that began at byte 0 on purpose and got furthest; {@code fetch} if there is none. */
  Fetch furthest(Fetch fetch) {
    Fetch furthest = fetch;
    for (Fetch other : running) {
      if (other.position() > furthest.position() && other.from == 0 && !other.isAbandoned()) {
        furthest = other;
      }
    }
    return furthest;
  }

  void done(int block, Fetch fetch) {
    inFlight.remove(block, fetch);
  }

  /** The fetch is not relied on for any block any more. */
  void release(Fetch fetch) {
    inFlight.values().removeIf(of -> of == fetch);
  }

  void ended(Fetch fetch) {
    release(fetch);
    running.remove(fetch);
  }

  private boolean isFree(int block) {
    return !here.test(block) && !inFlight.containsKey(block);
  }

  /** Makes one fetch for a block nobody fetches, and those free behind it, below {@code most}. */
  Fetch one(CachedContent lease, int block, int most) {
    int to = block + 1;
    while (to < most && isFree(to)) {
      to++;
    }
    return begin(lease, block, to, 0);
  }

  void readAhead(CachedContent lease, AccessPattern pattern, List<Fetch> started) {
    long window = content.isUnstored() ? Math.min(pattern.window(), 1 << 20) : pattern.window();
    long goal = Math.min(geometry.length(), pattern.position() + window);
    long begin = pattern.ahead();
    // Piece by piece: larger steps come in waves, and the wire idles for a round trip between two.
    boolean worth = goal - begin >= Math.min(PIECE, window / 2) || goal == geometry.length();
    if (window == 0 || begin >= goal || !worth) {
      return;
    }
    if (content.ranges() == Account.Ranges.UNKNOWN) {
      return; // it may be about to send everything
    }
    int from = geometry.blocksBelow(begin);
    int to = geometry.blocksBelow(goal);
    int piece = (int) Math.max(1, PIECE / geometry.blockBytes());
    for (int block = from; block < to; block += piece) {
      int pieceEnd = Math.min(to, block + piece);
      long bytes = geometry.end(pieceEnd - 1) - geometry.start(block);
      if (!engine.allow(bytes)) {
        return;
      }
      int before = started.size();
      claim(lease, block, pieceEnd, bytes, started);
      if (started.size() == before) {
        engine.release(bytes);
      }
      pattern.ahead(geometry.end(pieceEnd - 1));
    }
  }

  /** Fetches what the pattern wants besides the bytes that follow. */
  void elsewhere(CachedContent lease, AccessPattern pattern, List<Fetch> started) {
    if (content.ranges() != Account.Ranges.SENDS_RANGES || content.isUnstored()) {
      return;
    }
    for (ByteRange range : pattern.elsewhere(geometry.length())) {
      if (!engine.allow(range.length())) {
        return;
      }
      int before = started.size();
      claim(
          lease,
          geometry.blockOf(range.start()),
          geometry.blocksBelow(range.end()),
          range.length(),
          started);
      if (started.size() == before) {
        engine.release(range.length());
      }
    }
  }

  /** Makes fetches for the runs of missing blocks that nobody fetches yet. */
  void claim(CachedContent lease, int from, int to, long allowance, List<Fetch> started) {
    long left = allowance;
    int block = from;
    while (block < to) {
      if (isFree(block)) {
        int end = block + 1;
        while (end < to && isFree(end)) {
          end++;
        }
        started.add(begin(lease, block, end, left));
        left = 0;
        block = end;
      } else {
        block++;
      }
    }
  }

  private Fetch begin(CachedContent lease, int from, int to, long allowance) {
    Fetch fetch = new Fetch(content, flow, lease, from, to, allowance);
    for (int block = from; block < to; block++) {
      inFlight.put(block, fetch);
    }
    running.add(fetch);
    content.pin();
    return fetch;
  }
}
