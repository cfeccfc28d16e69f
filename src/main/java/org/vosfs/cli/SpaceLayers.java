package org.vosfs.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Closer;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.cache.block.CacheUsage;
import org.vosfs.cache.staging.Staging;
import org.vosfs.cache.staging.StagingUsage;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.status.Command;
import org.vosfs.status.StatusSource;
import org.vosfs.upload.UploadProgress;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadStatus;
import org.vosfs.vospace.OfflineSwitch;
import org.vosfs.vospace.VospaceClient;

/** The running layers of one mounted space. */
final class SpaceLayers implements Layers, Unsent {
  private static final Logger log = LoggerFactory.getLogger(SpaceLayers.class);

  private final VosFileSystem files;
  private final VospaceClient client;
  private final BlockCache blocks;
  private final Staging staging;
  private final UploadQueue uploads;
  private final Path directory;
  private final Path mountPoint;
  private final CacheCommands cacheCommands;
  private final OfflineSwitch line;
  private final CredentialWatch credential;
  private final Closer closer;

  SpaceLayers(
      VosFileSystem files,
      CredentialWatch credential,
      OfflineSwitch client,
      BlockCache blocks,
      Staging staging,
      UploadQueue uploads,
      Path directory,
      Path mountPoint,
      Executor warmers,
      Closer closer) {
    this.files = files;
    this.client = client;
    this.line = client;
    this.credential = credential;
    this.cacheCommands = new CacheCommands(files, blocks, client, uploads, warmers);
    this.blocks = blocks;
    this.staging = staging;
    this.uploads = uploads;
    this.directory = directory;
    this.mountPoint = mountPoint;
    this.closer = closer;
  }

  @Override
  public FileSystem files() {
    return files;
  }

  @Override
  public Unsent unsent() {
    return this;
  }

  /** All that is staged; what the queue does not hold, or gave up, will not go by itself. */
  @Override
  public Pending pending() {
    StagingUsage usage = staging.usage();
    UploadProgress progress = uploads.progress();
    int staged = Math.toIntExact(usage.files());
    int total = Math.max(staged, progress.files() + progress.failed());
    return new Pending(total, usage.bytes(), total - progress.files());
  }

  @Override
  public void hurry() {
    uploads.hurry();
  }

  @Override
  public void await(Duration limit) {
    uploads.await(limit);
  }

  @Override
  public Map<String, StatusSource> status() {
    Map<String, StatusSource> sources = new LinkedHashMap<>();
    sources.put("service", this::service);
    sources.put("credential", credential::shown);
    sources.put("cache", this::cache);
    sources.put("uploads", this::queue);
    return sources;
  }

  private Map<String, Object> service() {
    return Map.of(
        "root", client.uriOf(NodePath.ROOT),
        "user", client.traits().user().orElse("anonymous"),
        "offline", line.isOffline());
  }

  private Map<String, Object> cache() {
    CacheUsage usage = blocks.usage();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("directory", directory.toString());
    shown.put("bytes", usage.bytes());
    shown.put("limit", usage.limit());
    shown.put("files", usage.files());
    shown.put("hits", usage.hits());
    shown.put("misses", usage.misses());
    shown.put("fetchedBytes", usage.fetchedBytes());
    return shown;
  }

  private Map<String, Object> queue() {
    List<Map<String, Object>> items = uploads.status().stream().map(SpaceLayers::item).toList();
    return Map.of("items", items, "quarantined", quarantined());
  }

  private int quarantined() {
    try {
      return staging.quarantined().size();
    } catch (java.io.IOException e) {
      log.warn("the quarantine cannot be read: {}", e.getMessage());
      return 0;
    }
  }

  private static Map<String, Object> item(UploadStatus status) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("path", status.path());
    shown.put("state", status.state().name().toLowerCase(java.util.Locale.ROOT));
    shown.put("sent", status.sent());
    shown.put("size", status.size());
    shown.put("attempts", status.attempts());
    String problem = status.problem();
    if (problem != null) {
      shown.put("problem", problem);
    }
    return shown;
  }

  @Override
  public Map<String, Command> commands() {
    Map<String, Command> commands =
        new LinkedHashMap<>(new UnsentRequests(files, uploads, mountPoint, System::nanoTime).all());
    commands.putAll(cacheCommands.byName());
    commands.putAll(new TreeRequests(files).all());
    commands.putAll(new RightsRequests(files.sharing(), System::nanoTime).all());
    return commands;
  }

  @Override
  public List<Path> ownDirectories() {
    return List.of(directory);
  }

  @Override
  public Path stagingDirectory() {
    return directory.resolve("staging");
  }

  @Override
  public void close() {
    try {
      files.close();
      closer.close();
    } catch (Exception e) {
      log.warn("the mount did not end cleanly: {}", e.getMessage());
    }
  }
}
