package org.vosfs.bench;

import java.util.Locale;

/** What a side's figure means. */
enum Unit {
  SECONDS("s", false),
  MILLISECONDS("ms", false),
  MICROSECONDS("µs", false),
  MIB_PER_SECOND("MiB/s", true),
  PER_SECOND("/s", true),
  MIB("MiB", false),
  BYTES("bytes", false),
  REQUESTS("requests", false),
  THREADS("threads", false),
  EACH("each", false);

  private final String symbol;
  private final boolean moreIsBetter;

  Unit(String symbol, boolean moreIsBetter) {
    this.symbol = symbol;
    this.moreIsBetter = moreIsBetter;
  }

  /** How many times as good as the reference: above 1 is better. */
  double ratio(double value, double reference) {
    return moreIsBetter ? value / reference : reference / value;
  }

  String show(double value) {
    String number =
        this == BYTES || this == REQUESTS || this == THREADS || value >= 100
            ? String.format(Locale.ROOT, "%,.0f", value)
            : String.format(Locale.ROOT, "%.3g", value);
    return number + " " + symbol;
  }
}
