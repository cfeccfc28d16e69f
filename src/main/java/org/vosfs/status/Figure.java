package org.vosfs.status;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.vosfs.base.Durations;

/**
 * One figure of a mount that monitors read, under the name they know it by. Reading it is fast,
 * thread-safe, and never on the network.
 *
 * @param name by the rules of Prometheus: unit at the end, and {@code _total} for counters
 * @param help one line without a full stop
 * @param labels names of the labels that each reading has a value for
 * @param readings the state now; none = not known
 */
public record Figure(
    String name,
    Kind kind,
    String help,
    List<String> labels,
    Supplier<? extends List<? extends Reading>> readings) {

  public Figure {
    labels = List.copyOf(labels);
  }

  /** What its values mean. */
  public enum Kind {
    /** Only grows, from 0 at the start of the mount. */
    COUNTER,
    GAUGE,
    HISTOGRAM,
    /** Always 1; the labels tell. */
    INFO
  }

  /** One value, or one distribution, with its labels' values in their order. */
  public sealed interface Reading {
    List<String> labels();
  }

  /** A number. */
  public record Amount(List<String> labels, double value) implements Reading {}

  /** How long things took. */
  public record Times(List<String> labels, Durations.Snapshot durations) implements Reading {}

  /** A counter without labels. */
  public static Figure counter(String name, String help, DoubleSupplier value) {
    return single(name, Kind.COUNTER, help, value);
  }

  /** A gauge without labels. */
  public static Figure gauge(String name, String help, DoubleSupplier value) {
    return single(name, Kind.GAUGE, help, value);
  }

  private static Figure single(String name, Kind kind, String help, DoubleSupplier value) {
    return new Figure(
        name, kind, help, List.of(), () -> List.of(new Amount(List.of(), value.getAsDouble())));
  }
}
