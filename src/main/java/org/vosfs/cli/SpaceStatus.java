package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.cache.block.CacheUsage;
import org.vosfs.cache.meta.MetaCache;
import org.vosfs.cache.meta.MetaUsage;
import org.vosfs.cache.staging.Staging;
import org.vosfs.http.Silences;
import org.vosfs.http.Traffic;
import org.vosfs.status.StatusSource;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadStatus;
import org.vosfs.vospace.OfflineSwitch;

/** What the layers of one mounted space tell about themselves, by section of the status. */
final class SpaceStatus {
  private static final Logger log = LoggerFactory.getLogger(SpaceStatus.class);

  /**
   * Who has something to tell.
   *
   * @param directory of cache and staging
   */
  record Parts(
      OfflineSwitch client,
      CredentialWatch credential,
      BlockCache blocks,
      MetaCache meta,
      Staging staging,
      UploadQueue uploads,
      Traffic traffic,
      Path directory) {

    /** Files that recovery could not make sense of. */
    int quarantined() {
      try {
        return staging.quarantined().size();
      } catch (IOException e) {
        log.warn("the quarantine cannot be read: {}", e.getMessage());
        return 0;
      }
    }
  }

  private final Parts parts;

  SpaceStatus(Parts parts) {
    this.parts = parts;
  }

  Map<String, StatusSource> sources() {
    Map<String, StatusSource> sources = new LinkedHashMap<>();
    sources.put("service", this::service);
    sources.put("credential", parts.credential()::shown);
    sources.put("cache", this::cache);
    sources.put("metadata", this::metadata);
    sources.put("requests", this::requests);
    sources.put("uploads", this::queue);
    return sources;
  }

  private Map<String, Object> service() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("root", parts.client().uriOf(NodePath.ROOT));
    shown.put("user", parts.client().traits().user().orElse("anonymous"));
    shown.put("offline", parts.client().isOffline());
    shown.put("silent", silent(parts.traffic().silences(), System.nanoTime(), Instant.now()));
    return shown;
  }

  /** Who of the service gives no answer, since when and why. */
  static List<Map<String, Object>> silent(Silences silences, long nanos, Instant now) {
    return silences.now(nanos).stream().map(silence -> silent(silence, nanos, now)).toList();
  }

  private static Map<String, Object> silent(Silences.Silence silence, long nanos, Instant now) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("who", silence.who().toString());
    shown.put("why", silence.why());
    shown.put(
        "since",
        now.minusNanos(nanos - silence.since()).truncatedTo(ChronoUnit.SECONDS).toString());
    shown.put("seconds", TimeUnit.NANOSECONDS.toSeconds(nanos - silence.since()));
    shown.put("lastAskedSeconds", TimeUnit.NANOSECONDS.toSeconds(nanos - silence.last()));
    return shown;
  }

  private Map<String, Object> cache() {
    CacheUsage usage = parts.blocks().usage();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("directory", parts.directory().toString());
    shown.put("bytes", usage.bytes());
    shown.put("limit", usage.limit());
    shown.put("files", usage.files());
    shown.put("hits", usage.hits());
    shown.put("misses", usage.misses());
    shown.put("fetchedBytes", usage.fetchedBytes());
    shown.put("evictedBytes", usage.evictedBytes());
    return shown;
  }

  private Map<String, Object> metadata() {
    MetaUsage usage = parts.meta().usage();
    return Map.of("nodes", usage.nodes(), "hits", usage.hits(), "misses", usage.misses());
  }

  private Map<String, Object> requests() {
    Traffic traffic = parts.traffic();
    Map<String, Object> shown = new LinkedHashMap<>();
    long all = 0;
    long failed = 0;
    for (Traffic.Requests some : traffic.requests()) {
      all += some.count();
      failed += some.isFailure() ? some.count() : 0;
    }
    shown.put("count", all);
    shown.put("failed", failed);
    shown.put("running", traffic.running());
    shown.put("sentBytes", traffic.sentBytes());
    shown.put("receivedBytes", traffic.receivedBytes());
    String lastFailure = traffic.lastFailure();
    if (lastFailure != null) {
      shown.put("lastFailure", lastFailure);
    }
    return shown;
  }

  private Map<String, Object> queue() {
    List<UploadStatus> items = parts.uploads().status();
    Map<String, Object> states = new LinkedHashMap<>();
    for (UploadStatus item : items) {
      states.merge(state(item), 1, (a, b) -> (int) a + (int) b);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("items", items.stream().map(SpaceStatus::item).toList());
    shown.put("states", states);
    shown.put("stored", parts.uploads().progress().stored());
    shown.put("quarantined", parts.quarantined());
    shown.putAll(Trouble.asMap(Trouble.of(items).orElse(null)));
    return shown;
  }

  private static String state(UploadStatus item) {
    return item.state().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> item(UploadStatus status) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("path", status.path());
    shown.put("state", state(status));
    shown.put("sent", status.sent());
    shown.put("size", status.size());
    if (status.rate() > 0) {
      shown.put("rate", status.rate());
      shown.put("secondsLeft", Math.max(0, status.size() - status.sent()) / status.rate());
    }
    shown.put("attempts", status.attempts());
    if (status.pause() > 0 && status.attempts() > 0) {
      shown.put("nextSeconds", Trouble.seconds(status.pause()));
    }
    String problem = status.problem();
    if (problem != null) {
      shown.put("problem", problem);
    }
    return shown;
  }
}
