package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vosfs.base.Ticker;

/**
 * Rates, from one look at the mounts to the next: what is received and sent a second, and when an
 * upload will be through. For one thread.
 */
final class StatusWatch {
  private static final double NANOS = 1e9;

  private final Ticker ticker;
  private Map<String, Long> before = Map.of();
  private long lookedAt;

  StatusWatch(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Lines about what moved since the look before; none at the first. */
  String rates(List<JsonNode> mounts) {
    long now = ticker.read();
    double seconds = before.isEmpty() ? 0 : (now - lookedAt) / NANOS;
    Map<String, Long> counts = new HashMap<>();
    StringBuilder text = new StringBuilder();
    for (JsonNode mount : mounts) {
      String place = mount.path("mountPoint").asText();
      long received = mount.path("cache").path("fetchedBytes").asLong();
      counts.put(place, received);
      if (seconds > 0 && before.containsKey(place)) {
        long rate = rate(received - before.getOrDefault(place, received), seconds);
        text.append("%s: receiving %s/s%n".formatted(place, Amounts.bytes(rate)));
      }
      for (JsonNode item : mount.path("uploads").path("items")) {
        String key = place + item.path("path").asText();
        long sent = item.path("sent").asLong();
        counts.put(key, sent);
        if (item.path("state").asText().equals("running")) {
          text.append(sending(item, rate(sent - before.getOrDefault(key, sent), seconds)));
        }
      }
    }
    before = counts;
    lookedAt = now;
    return text.toString();
  }

  private static long rate(long bytes, double seconds) {
    return seconds <= 0 ? 0 : Math.max(0, Math.round(bytes / seconds));
  }

  private static String sending(JsonNode item, long rate) {
    long size = item.path("size").asLong();
    long sent = item.path("sent").asLong();
    String end =
        rate == 0
            ? ""
            : " %s/s, %s left".formatted(Amounts.bytes(rate), duration((size - sent) / rate));
    return "  %s %s%s%n".formatted(LiveLine.bar(sent, size), item.path("path").asText(), end);
  }

  /** Such as {@code 1:05} minutes. */
  private static String duration(long seconds) {
    Duration time = Duration.ofSeconds(Math.max(0, seconds));
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
