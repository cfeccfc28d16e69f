package org.vosfs.fuse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Ticker;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Reason;

/**
 * The one gate between kernel and filesystem: times every callback, logs it at debug level, and
 * turns every failure into an errno. Nothing is thrown through it: in native code an escaped
 * exception reads as 0, which means success. Thread-safe.
 */
final class Gate {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final Ticker ticker;
  private final CallMeters meters;

  /** The work of a callback. */
  @FunctionalInterface
  interface Call {
    /** The callback's result: 0 or a byte count, or a negative errno. */
    int run() throws FsException;
  }

  Gate(Ticker ticker, CallMeters meters) {
    this.ticker = ticker;
    this.meters = meters;
  }

  /**
   * Runs {@code call}.
   *
   * @param path address of the path the callback got, 0 for none
   * @param info address of its fuse_file_info, 0 for none
   * @return what the callback returns to libfuse
   */
  int answer(Operation operation, @Nullable String path, long info, Call call) {
    long start = ticker.read();
    int result = Errnos.reply(Reason.IO);
    String why = "";
    try {
      result = call.run();
    } catch (FsException e) {
      result = Errnos.reply(e.reason());
      why = String.valueOf(e.getMessage());
      warn(operation, path, info, e);
    } catch (Throwable e) { // a bug of ours; the caller only sees EIO
      log.error("{} {}: unexpected failure", operation, subject(path, info), e);
    } finally {
      long took = ticker.read() - start;
      meters.record(operation, took, result < 0);
      if (log.isDebugEnabled()) {
        log.debug(
            "{} {} = {} in {} us {}",
            operation,
            subject(path, info),
            result,
            took / 1000,
            PathReader.oneLine(why));
      }
    }
    return result;
  }

  /** An administrator hears of trouble; all other failures are plain answers. */
  private static void warn(Operation operation, @Nullable String path, long info, FsException e) {
    if (e.reason() == Reason.IO || e.reason() == Reason.TIMED_OUT) {
      String message = PathReader.oneLine(String.valueOf(e.getMessage()));
      log.warn("{} {}: {}", operation, subject(path, info), message, e.getCause());
    }
  }

  private static String subject(@Nullable String path, long info) {
    if (path != null) {
      return PathReader.oneLine(path);
    }
    return info == 0 ? "" : "handle " + FileInfo.handle(info);
  }
}
