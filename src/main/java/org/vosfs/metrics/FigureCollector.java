package org.vosfs.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import org.vosfs.base.Durations;
import org.vosfs.status.Figure;
import org.vosfs.status.Figure.Amount;
import org.vosfs.status.Figure.Reading;
import org.vosfs.status.Figure.Times;

/** One figure in the library's terms, read whenever it is asked for. Thread-safe. */
final class FigureCollector implements Collector {
  private static final double NANOS = 1e9;

  private final Figure figure;

  FigureCollector(Figure figure) {
    this.figure = figure;
  }

  /** The library adds these endings by itself. */
  private String baseName() {
    return figure.name().replaceAll("_(total|info)$", "");
  }

  @Override
  public MetricSnapshot collect() {
    return switch (figure.kind()) {
      case COUNTER -> counter();
      case GAUGE -> gauge();
      case HISTOGRAM -> histogram();
      case INFO -> info();
    };
  }

  private MetricSnapshot counter() {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(baseName()).help(help());
    for (Reading reading : figure.readings().get()) {
      if (reading instanceof Amount amount) {
        builder.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels(reading))
                .value(amount.value())
                .build());
      }
    }
    return builder.build();
  }

  private MetricSnapshot gauge() {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(baseName()).help(help());
    for (Reading reading : figure.readings().get()) {
      if (reading instanceof Amount amount) {
        builder.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels(reading))
                .value(amount.value())
                .build());
      }
    }
    return builder.build();
  }

  private MetricSnapshot info() {
    InfoSnapshot.Builder builder = InfoSnapshot.builder().name(baseName()).help(help());
    for (Reading reading : figure.readings().get()) {
      builder.dataPoint(
          InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels(reading)).build());
    }
    return builder.build();
  }

  private MetricSnapshot histogram() {
    HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(baseName()).help(help());
    for (Reading reading : figure.readings().get()) {
      if (reading instanceof Times times) {
        builder.dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels(reading))
                .classicHistogramBuckets(buckets(times.durations()))
                .sum(times.durations().totalNanos() / NANOS)
                .build());
      }
    }
    return builder.build();
  }

  private static ClassicHistogramBuckets buckets(Durations.Snapshot durations) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    List<Long> bounds = Durations.bounds();
    for (int i = 0; i < bounds.size(); i++) {
      buckets.bucket(bounds.get(i) / NANOS, durations.counts().get(i));
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, durations.counts().get(bounds.size())).build();
  }

  private String help() {
    return figure.help();
  }

  private Labels labels(Reading reading) {
    return Labels.of(figure.labels(), reading.labels());
  }
}
