package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusWatchTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong();
  private final StatusWatch watch = new StatusWatch(now::get);

  private static List<JsonNode> mount(long fetched, long sent) throws IOException {
    String json =
        """
        {"mountPoint": "/mnt", "cache": {"fetchedBytes": %d}, "uploads": {"items": [
          {"path": "/a", "state": "running", "sent": %d, "size": 10240},
          {"path": "/b", "state": "waiting", "sent": 0, "size": 5}]}}
        """;
    return List.of(new ObjectMapper().readTree(json.formatted(fetched, sent)));
  }

  @Test
  void theFirstLookKnowsNoRates() throws IOException {
    assertThat(watch.rates(mount(4096, 1024))).isEqualTo("  [##                  ] 10 % /a\n");
  }

  @Test
  void whatMovedBetweenTwoLooksIsTold() throws IOException {
    watch.rates(mount(4096, 1024));
    now.addAndGet(2 * SECOND);
    assertThat(watch.rates(mount(8192, 5120)))
        .isEqualTo(
            "/mnt: receiving 2.0 KiB/s\n  [##########          ] 50 % /a 2.0 KiB/s, 0:02 left\n");
  }

  @Test
  void anUploadThatBeganAgainHasNoNegativeRate() throws IOException {
    watch.rates(mount(4096, 5120));
    now.addAndGet(SECOND);
    assertThat(watch.rates(mount(4096, 0))).contains("0 % /a\n").doesNotContain("left");
  }
}
