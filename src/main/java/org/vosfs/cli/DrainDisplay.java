package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import org.vosfs.base.Ticker;

/** Shows what is still to be uploaded, and why it is not yet. For one thread. */
final class DrainDisplay {
  private final LiveLine line;
  private String told = "";

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
    String problem = state.path("problem").asText("");
    if (!problem.isEmpty()) {
      text += ", " + Trouble.next(state.path("nextSeconds").asLong());
    }
    tell(problem);
    line.show(text);
  }

  /** Each problem once, unless another, or none, was there meanwhile. */
  private void tell(String problem) {
    if (!problem.isEmpty() && !problem.equals(told)) {
      line.note(
          "not uploaded so far: "
              + problem
              + ". It is tried again for as long as it takes; nothing is lost when you interrupt"
              + " this or give it a --timeout. vosfs status tells more");
    }
    told = problem;
  }

  /** Takes the line away from a terminal. */
  void end() {
    line.end();
  }
}
