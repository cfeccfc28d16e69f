package org.vosfs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.vosfs.base.Durations;
import org.vosfs.status.Figure;
import org.vosfs.status.Figure.Amount;
import org.vosfs.status.Figure.Kind;
import org.vosfs.status.Figure.Times;

class MetricsEndpointTest {
  private final AtomicLong value = new AtomicLong();
  private final Durations durations = new Durations();

  private MetricsEndpoint start(InetSocketAddress address) throws IOException {
    return MetricsEndpoint.start(
        address,
        List.of(
            Figure.counter("vosfs_things_total", "things", value::get),
            Figure.gauge("vosfs_room_bytes", "room", () -> 1.5),
            new Figure("vosfs_end_seconds", Kind.GAUGE, "not known", List.of(), List::of),
            new Figure(
                "vosfs_call_seconds",
                Kind.HISTOGRAM,
                "times",
                List.of("operation"),
                () -> List.of(new Times(List.of("read"), durations.snapshot()))),
            new Figure(
                "vosfs_mount_info",
                Kind.INFO,
                "which one",
                List.of("space"),
                () -> List.of(new Amount(List.of("vos:a\"b\\c\nd"), 1)))),
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static InetSocketAddress anyPort() {
    return InetSocketAddress.createUnresolved("127.0.0.1", 0);
  }

  private static List<String> lines(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  @Test
  void valuesAreThoseOfTheMomentOfAsking() throws Exception {
    try (MetricsEndpoint endpoint = start(anyPort())) {
      assertThat(lines(endpoint.url()))
          .contains(
              "# TYPE vosfs_things_total counter",
              "# HELP vosfs_things_total things",
              "vosfs_things_total 0.0",
              "vosfs_room_bytes 1.5",
              "vosfs_mount_info{space=\"vos:a\\\"b\\\\c\\nd\"} 1")
          .noneMatch(line -> line.startsWith("vosfs_end_seconds"));
      value.set(42);
      assertThat(lines(endpoint.url())).contains("vosfs_things_total 42.0");
    }
  }

  @Test
  void timesAreAHistogram() throws Exception {
    durations.record(1_000_000); // 1 ms
    durations.record(90_000_000_000L); // longer than all bounds
    try (MetricsEndpoint endpoint = start(anyPort())) {
      assertThat(lines(endpoint.url()))
          .contains(
              "# TYPE vosfs_call_seconds histogram",
              "vosfs_call_seconds_bucket{operation=\"read\",le=\"5.0E-4\"} 0",
              "vosfs_call_seconds_bucket{operation=\"read\",le=\"0.002\"} 1",
              "vosfs_call_seconds_bucket{operation=\"read\",le=\"30.0\"} 1",
              "vosfs_call_seconds_bucket{operation=\"read\",le=\"+Inf\"} 2",
              "vosfs_call_seconds_count{operation=\"read\"} 2",
              "vosfs_call_seconds_sum{operation=\"read\"} 90.001");
    }
  }

  @Test
  void aPlaceWhereItCannotListenIsRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      InetSocketAddress same =
          InetSocketAddress.createUnresolved("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> start(same)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void itEndsWhenItIsClosed() throws Exception {
    MetricsEndpoint endpoint = start(anyPort());
    String url = endpoint.url();
    endpoint.close();
    assertThatThrownBy(() -> lines(url)).isInstanceOf(IOException.class);
  }
}
