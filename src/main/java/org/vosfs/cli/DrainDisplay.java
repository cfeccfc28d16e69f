package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import org.vosfs.base.Ticker;

/** Shows what is still to be uploaded. For one thread. */
final class DrainDisplay {
  private final LiveLine line;

  DrainDisplay(PrintStream out, boolean terminal, Ticker ticker) {
    this.line = new LiveLine(out, terminal, ticker);
  }

  /** Takes one progress record of the drain request. */
  void show(JsonNode state) {
    String text =
        "uploading " + Amounts.files(state.path("files").asInt(), state.path("bytes").asLong());
    int failed = state.path("failed").asInt();
    if (failed > 0) {
      text += ", " + failed + " failed";
    }
    line.show(text);
  }

  /** Takes the line away from a terminal. */
  void end() {
    line.end();
  }
}
