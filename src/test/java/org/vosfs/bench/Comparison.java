package org.vosfs.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Several ways of doing the same, measured in turn (first, second, …, first, second, …) so that a
 * machine that gets slower meanwhile is slower for all; the figure of each is its median. The first
 * side is the reference of the ratios.
 */
final class Comparison {
  /**
   * What is promised.
   *
   * @param floor smallest ratio of {@code side} to {@code reference}, or with {@code reference}
   *     empty the largest figure allowed
   */
  private record Claim(String side, String reference, double floor) {}

  private final String title;
  private final Unit unit;
  private final Map<String, Side> sides = new LinkedHashMap<>();
  private final Map<String, double[]> figures = new LinkedHashMap<>();
  private final List<Claim> claims = new ArrayList<>();
  private int warmUps = 1;

  Comparison(String title, Unit unit) {
    this.title = title;
    this.unit = unit;
  }

  Comparison side(String name, Side side) {
    sides.put(name, side);
    return this;
  }

  /** Promises that {@code side} is at least {@code floor} times as good as {@code reference}. */
  Comparison atLeast(String side, double floor, String reference) {
    claims.add(new Claim(side, reference, floor));
    return this;
  }

  /** Promises that the figure of {@code side} is at most that. */
  Comparison atMost(String side, double figure) {
    claims.add(new Claim(side, "", figure));
    return this;
  }

  /** Has so many repetitions not counted, as Java needs to compile what takes microseconds. */
  Comparison warmedUp(int rounds) {
    warmUps = rounds;
    return this;
  }

  /**
   * Measures.
   *
   * @param repetitions of each side; with {@code warmUp} others before that are not counted
   */
  Comparison run(int repetitions, boolean warmUp) throws Exception {
    for (String name : sides.keySet()) {
      figures.put(name, new double[repetitions]);
    }
    for (int round = warmUp ? -warmUps : 0; round < repetitions; round++) {
      for (Map.Entry<String, Side> side : sides.entrySet()) {
        double figure = side.getValue().measure();
        System.err.printf(Locale.ROOT, "  %s, %s: %s%n", title, side.getKey(), unit.show(figure));
        if (round >= 0) {
          figure(side.getKey())[round] = figure;
        }
      }
    }
    return this;
  }

  private double[] figure(String side) {
    double[] all = figures.get(side);
    if (all == null) {
      throw new IllegalArgumentException("not measured: " + side);
    }
    return all;
  }

  /** The median of a side. */
  double median(String side) {
    double[] sorted = figure(side).clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** How many times as good one side is as another. */
  double ratio(String side, String reference) {
    return unit.ratio(median(side), median(reference));
  }

  String title() {
    return title;
  }

  /** Rows of a table: side, median, from the smallest to the largest, ratio to the first side. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    String first = sides.keySet().iterator().next();
    for (String name : sides.keySet()) {
      double[] sorted = figure(name).clone();
      Arrays.sort(sorted);
      rows.add(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s to %s | %.2f |",
              title,
              name,
              unit.show(median(name)),
              unit.show(sorted[0]),
              unit.show(sorted[sorted.length - 1]),
              ratio(name, first)));
    }
    return rows;
  }

  /** One line for each promise, beginning with "kept" or "MISSED". */
  List<String> verdicts() {
    List<String> lines = new ArrayList<>();
    for (Claim claim : claims) {
      lines.add(claim.reference().isEmpty() ? ceiling(claim) : floor(claim));
    }
    return lines;
  }

  private String floor(Claim claim) {
    double ratio = ratio(claim.side(), claim.reference());
    return String.format(
        Locale.ROOT,
        "%s: %s: %s is %.2f × %s (at least %.2f)",
        ratio >= claim.floor() ? "kept" : "MISSED",
        title,
        claim.side(),
        ratio,
        claim.reference(),
        claim.floor());
  }

  private String ceiling(Claim claim) {
    double figure = median(claim.side());
    return String.format(
        Locale.ROOT,
        "%s: %s: %s has %s (at most %s)",
        figure <= claim.floor() ? "kept" : "MISSED",
        title,
        claim.side(),
        unit.show(figure),
        unit.show(claim.floor()));
  }
}
