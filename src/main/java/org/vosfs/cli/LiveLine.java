package org.vosfs.cli;

import java.io.PrintStream;
import java.time.Duration;
import org.vosfs.base.Ticker;

/** One line that changes on a terminal; else a line every few seconds. For one thread. */
final class LiveLine {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final Ticker ticker;
  private boolean shown;
  private long last;

  LiveLine(PrintStream out, boolean terminal, Ticker ticker) {
    this.out = out;
    this.terminal = terminal;
    this.ticker = ticker;
  }

  /** On standard output, whatever that is. */
  static LiveLine on(PrintStream out) {
    return new LiveLine(out, Terminal.isStandardOutput(), System::nanoTime);
  }

  void show(String text) {
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

  /** A line that stays, above the one that changes. */
  void note(String text) {
    end();
    out.println(text);
  }

  /** Takes the line away from a terminal. */
  void end() {
    if (terminal && shown) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  /** A bar such as {@code [##### ] 50 %}. */
  static String bar(long done, long of) {
    int parts = 20;
    int filled = of <= 0 ? 0 : (int) Math.min(parts, parts * done / of);
    long percent = of <= 0 ? 0 : Math.min(100, 100 * done / of);
    return "[" + "#".repeat(filled) + " ".repeat(parts - filled) + "] " + percent + " %";
  }
}
