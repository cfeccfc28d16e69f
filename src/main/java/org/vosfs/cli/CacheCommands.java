package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.OfflineSwitch;

/** What a mounted space can be asked to do with its caches, over its control socket. */
final class CacheCommands {
  private final VosFileSystem files;
  private final BlockCache blocks;
  private final OfflineSwitch line;
  private final UploadQueue uploads;
  private final Executor warmers;

  /**
   * @param warmers fetches files, several side by side
   */
  CacheCommands(
      VosFileSystem files,
      BlockCache blocks,
      OfflineSwitch line,
      UploadQueue uploads,
      Executor warmers) {
    this.files = files;
    this.blocks = blocks;
    this.line = line;
    this.uploads = uploads;
    this.warmers = warmers;
  }

  Map<String, Command> byName() {
    Map<String, Command> commands = new LinkedHashMap<>();
    commands.put("warm", this::warm);
    commands.put("forget", this::forget);
    commands.put("cache-clear", this::clear);
    commands.put("cache-verify", this::verify);
    commands.put("offline", this::offline);
    return commands;
  }

  private Object warm(JsonNode request, Command.Progress progress)
      throws CommandException, IOException {
    try {
      return new WarmRun(files, warmers).run(paths(request), progress);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  private Object forget(JsonNode request, Command.Progress progress) throws CommandException {
    int count = 0;
    for (NodePath path : paths(request)) {
      try {
        count += files.forget(Location.of(path));
      } catch (FsException e) {
        throw new CommandException(path + ": " + e.getMessage());
      }
    }
    return Map.of("files", count);
  }

  private Object clear(JsonNode request, Command.Progress progress) throws IOException {
    long before = blocks.usage().bytes();
    blocks.clear();
    return Map.of("bytes", Math.max(0, before - blocks.usage().bytes()));
  }

  private Object verify(JsonNode request, Command.Progress progress) throws IOException {
    BlockCache.Verdict verdict =
        blocks.verify((done, of) -> progress.tell(Map.of("bytes", done, "of", of)));
    return Map.of("bytes", verdict.bytes(), "files", verdict.files(), "damaged", verdict.damaged());
  }

  private Object offline(JsonNode request, Command.Progress progress) {
    boolean offline = request.path("offline").asBoolean();
    line.setOffline(offline);
    if (!offline) {
      uploads.hurry();
    }
    return Map.of("offline", offline);
  }

  private static List<NodePath> paths(JsonNode request) throws CommandException {
    List<NodePath> paths = new ArrayList<>();
    for (JsonNode text : request.path("paths")) {
      try {
        paths.add(NodePath.of(text.asText()));
      } catch (IllegalArgumentException e) {
        throw new CommandException("not a path: " + text.asText());
      }
    }
    return paths;
  }
}
