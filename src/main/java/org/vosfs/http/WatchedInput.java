package org.vosfs.http;

import java.io.IOException;
import java.io.InputStream;

/** Reports progress to the watchdog and says in our words why a body ended too early. */
final class WatchedInput extends InputStream {
  /** Bytes that count as progress: a body that comes slower than this in a limit has stalled. */
  private static final int LEAST_PROGRESS = 1024;

  private final InputStream in;
  private final Watchdog.Watch watch;
  private final Throttle throttle;
  private final Origin origin;
  private final boolean progresses;
  private long count;
  private int sinceProgress;

  WatchedInput(
      InputStream in, Watchdog.Watch watch, Throttle throttle, Origin origin, boolean progresses) {
    this.throttle = throttle;
    this.in = in;
    this.watch = watch;
    this.origin = origin;
    this.progresses = progresses;
  }

  @Override
  public int read() throws IOException {
    try {
      int value = in.read();
      moved(value < 0 ? 0 : 1);
      return value;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int read = in.read(buffer, offset, throttle.step(length));
      moved(Math.max(read, 0));
      return read;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Bytes read so far. */
  long count() {
    return count;
  }

  private void moved(int bytes) throws IOException {
    throttle.take(bytes);
    count += bytes;
    sinceProgress += bytes;
    if (progresses && sinceProgress >= LEAST_PROGRESS) {
      sinceProgress = 0;
      watch.progress();
    }
  }

  private HttpFailure failure(IOException e) {
    return Failures.of(e, origin, watch);
  }
}
