package org.vosfs.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.RequestLog;

/**
 * Writes the demo server's requests to a file, one line each: arrival, status (0 = no reply), bytes
 * in, bytes out, user, method and URL. For one thread.
 */
final class RequestLines {
  private final RequestLog log;
  private final BufferedWriter writer;
  private List<Long> unanswered = new ArrayList<>();
  private long seen;

  RequestLines(RequestLog log, BufferedWriter writer) {
    this.log = log;
    this.writer = writer;
  }

  /**
   * Writes what has been answered since the last time.
   *
   * @param all whether to write those without an answer as well
   */
  void write(boolean all) throws IOException {
    long from = unanswered.isEmpty() ? seen : unanswered.get(0) - 1;
    List<Long> waiting = new ArrayList<>();
    for (LoggedRequest request : log.after(from)) {
      boolean isNew = request.number() > seen;
      seen = Math.max(seen, request.number());
      if (isNew || unanswered.contains(request.number())) {
        if (request.status() != 0 || all) {
          writer.write(line(request));
          writer.newLine();
        } else {
          waiting.add(request.number());
        }
      }
    }
    unanswered = waiting;
    writer.flush();
  }

  private static String line(LoggedRequest request) {
    return String.join(
        " ",
        request.at().toString(),
        Integer.toString(request.status()),
        Long.toString(request.bytesIn()),
        Long.toString(request.bytesOut()),
        request.user() == null ? "-" : request.user(),
        request.line());
  }
}
