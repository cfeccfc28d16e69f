package org.vosfs.vospace.remote;

/**
 * How long contents are sent in segments, to services that offer it (protocol §10.7).
 *
 * @param from contents of at least this many bytes
 * @param first bytes of a segment while all goes well; halved after a break that came before
 *     {@value #ENOUGH} segments went through, doubled again after {@value #PATIENCE} segments
 *     without a break, or {@value #LONG_PATIENCE} with any
 * @param least bytes below which it is not halved, unless the service itself wants less; small
 *     enough for a line that breaks every few seconds, large enough that asking after each segment
 *     costs little
 */
public record Segmenting(long from, long first, long least) {
  /**
   * A break costs half a segment as a rule: with so many between two breaks a sixteenth of the
   * bytes is sent again, and smaller segments would only cost more looks at the site.
   */
  static final int ENOUGH = 8;

  static final int PATIENCE = 16;
  static final int LONG_PATIENCE = 64;

  public Segmenting {
    if (from < 1 || least < 1 || first < least) {
      throw new IllegalArgumentException("segments: from " + from + ", " + first + ", " + least);
    }
  }

  public static Segmenting defaults() {
    return new Segmenting(64L << 20, 32L << 20, 256L << 10);
  }

  /** The size of the next segment to one site, as the way there proves itself. Thread-safe. */
  static final class Size {
    private final Segmenting settings;
    private long bytes;
    private int sinceBreak;
    private int sinceChange;

    Size(Segmenting settings) {
      this.settings = settings;
      this.bytes = settings.first;
    }

    /** Within the service's limits and what is left; only the last one may be smaller. */
    synchronized long next(PutTransaction.Progress limits, long left) {
      long size = Math.max(bytes, limits.least());
      if (limits.most() > 0) {
        size = Math.min(size, limits.most());
      }
      return Math.min(size, left);
    }

    synchronized void broke() {
      if (sinceBreak < ENOUGH) {
        change(Math.max(settings.least, bytes / 2));
      }
      sinceBreak = 0;
    }

    synchronized void arrived() {
      sinceBreak++;
      sinceChange++;
      if (Math.min(sinceBreak, sinceChange) >= PATIENCE || sinceChange >= LONG_PATIENCE) {
        change(Math.min(settings.first, bytes * 2));
      }
    }

    private void change(long next) {
      bytes = next;
      sinceChange = 0;
    }
  }
}
