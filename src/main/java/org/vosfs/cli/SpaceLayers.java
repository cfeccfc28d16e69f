package org.vosfs.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Closer;
import org.vosfs.cache.staging.StagingUsage;
import org.vosfs.cutout.Cutouts;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.http.Traffic;
import org.vosfs.status.Command;
import org.vosfs.status.Figure;
import org.vosfs.status.StatusSource;
import org.vosfs.upload.UploadProgress;

/** The running layers of one mounted space. */
final class SpaceLayers implements Layers, Unsent {
  private static final Logger log = LoggerFactory.getLogger(SpaceLayers.class);

  private final VosFileSystem files;
  private final SpaceStatus.Parts parts;
  private final FileSystem shown;
  private final Cutouts cutouts;
  private final Path mountPoint;
  private final CacheCommands cacheCommands;
  private final Closer closer;

  SpaceLayers(
      VosFileSystem files,
      SpaceStatus.Parts parts,
      FileSystem shown,
      Cutouts cutouts,
      Path mountPoint,
      Executor warmers,
      Closer closer) {
    this.files = files;
    this.parts = parts;
    this.shown = shown;
    this.cutouts = cutouts;
    this.mountPoint = mountPoint;
    this.cacheCommands =
        new CacheCommands(files, parts.blocks(), parts.client(), parts.uploads(), warmers);
    this.closer = closer;
  }

  @Override
  public FileSystem files() {
    return shown;
  }

  @Override
  public Unsent unsent() {
    return this;
  }

  /** All that is staged; what the queue does not hold, or gave up, will not go by itself. */
  @Override
  public Pending pending() {
    StagingUsage usage = parts.staging().usage();
    UploadProgress progress = parts.uploads().progress();
    int staged = Math.toIntExact(usage.files());
    int total = Math.max(staged, progress.files() + progress.failed());
    return new Pending(total, usage.bytes(), total - progress.files());
  }

  @Override
  public Optional<Trouble> trouble() {
    int files = parts.uploads().progress().files();
    return Trouble.of(parts.uploads().status()).or(() -> silence(files));
  }

  private Optional<Trouble> silence(int files) {
    return Trouble.ofSilence(parts.traffic().silences().now(System.nanoTime()), files);
  }

  @Override
  public void hurry() {
    parts.uploads().hurry();
    // Whoever waits for the end may cut it short, and the machine may go down with it.
    parts.uploads().later(Duration.ZERO, parts.staging()::forceUnforced);
  }

  @Override
  public void await(Duration limit) {
    parts.uploads().await(limit);
  }

  @Override
  public Map<String, StatusSource> status() {
    return new SpaceStatus(parts).sources();
  }

  @Override
  public List<Figure> figures() {
    return new SpaceFigures(() -> parts, this::pending).all();
  }

  @Override
  public Traffic traffic() {
    return parts.traffic();
  }

  @Override
  public Map<String, Command> commands() {
    Map<String, Command> commands =
        new LinkedHashMap<>(
            new UnsentRequests(files, mountPoint, System::nanoTime, this::silence).all());
    commands.putAll(cacheCommands.byName());
    commands.putAll(new TreeRequests(files, System::nanoTime).all());
    commands.put("cutout", new CutoutRequest(cutouts));
    commands.putAll(new RightsRequests(files.sharing(), System::nanoTime).all());
    return commands;
  }

  @Override
  public List<Path> ownDirectories() {
    return List.of(parts.directory());
  }

  @Override
  public Path stagingDirectory() {
    return parts.directory().resolve("staging");
  }

  @Override
  public void close() {
    try {
      shown.close();
      closer.close();
    } catch (Exception e) {
      log.warn("the mount did not end cleanly: {}", e.getMessage());
    }
  }
}
