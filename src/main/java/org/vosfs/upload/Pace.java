package org.vosfs.upload;

/** How fast an upload gets on, from what it did in the last few seconds. Thread-safe. */
final class Pace {
  private static final int MARKS = 6;
  private static final long STEP_NANOS = 1_000_000_000L;
  private static final double NANOS = 1e9;

  private final long[] times = new long[MARKS];
  private final long[] bytes = new long[MARKS];
  private int marks;
  private long sent;

  /** So many bytes are there now; fewer than before means that it began anew. */
  synchronized void moved(long total, long now) {
    if (marks == 0 || total < sent) {
      marks = 0;
      mark(total, now);
    } else if (now - times[marks - 1] >= STEP_NANOS) {
      mark(total, now);
    }
    sent = total;
  }

  private void mark(long total, long now) {
    if (marks == MARKS) {
      System.arraycopy(times, 1, times, 0, MARKS - 1);
      System.arraycopy(bytes, 1, bytes, 0, MARKS - 1);
      marks--;
    }
    times[marks] = now;
    bytes[marks] = total;
    marks++;
  }

  /** Bytes a second; 0 when nothing moved, or when that is not known yet. */
  synchronized long rate(long now) {
    long span = marks == 0 ? 0 : now - times[0];
    return span < STEP_NANOS ? 0 : Math.round((sent - bytes[0]) * NANOS / span);
  }
}
