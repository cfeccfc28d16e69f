package org.vosfs.http;

/**
 * Most bytes a second of bodies, over all connections together; headers are not counted.
 *
 * @param up sent; 0 = as fast as it goes
 * @param down received; 0 = as fast as it goes
 */
public record Bandwidth(long up, long down) {
  public static final Bandwidth UNLIMITED = new Bandwidth(0, 0);

  public Bandwidth {
    if (up < 0 || down < 0) {
      throw new IllegalArgumentException("bytes a second: " + up + ", " + down);
    }
  }
}
