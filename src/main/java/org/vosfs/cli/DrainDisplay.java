package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import org.vosfs.base.Ticker;

/**
 * Shows what is still to be uploaded: one line that changes on a terminal, else a line every few
 * seconds. For one thread.
 */
final class DrainDisplay {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final Ticker ticker;
  private boolean shown;
  private long last;

  DrainDisplay(PrintStream out, boolean terminal, Ticker ticker) {
    this.out = out;
    this.terminal = terminal;
    this.ticker = ticker;
  }

  /** Takes one progress record of the drain request. */
  void show(JsonNode state) {
    String text =
        "uploading " + Amounts.files(state.path("files").asInt(), state.path("bytes").asLong());
    int failed = state.path("failed").asInt();
    if (failed > 0) {
      text += ", " + failed + " failed";
    }
    if (terminal) {
      out.print(CLEAR_LINE + text);
      out.flush();
      shown = true;
    } else if (!shown || ticker.read() - last >= PAUSE) {
      out.println(text);
      shown = true;
      last = ticker.read();
    }
  }

  /** Takes the line away from a terminal. */
  void end() {
    if (terminal && shown) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }
}
