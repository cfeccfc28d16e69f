package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.Reason;
import org.vosfs.fs.TreeState;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;
import org.vosfs.vospace.ArchiveFormat;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.TreeRemoval;

/** What a mount does with whole trees. Requests carry {@code path}, seen from its root. */
final class TreeRequests {
  private final VosFileSystem files;
  private final Ticker ticker;

  TreeRequests(VosFileSystem files, Ticker ticker) {
    this.files = files;
    this.ticker = ticker;
  }

  Map<String, Command> all() {
    return Map.of("remove-tree", this::remove, "pack", this::pack);
  }

  /**
   * Result: {@code removed} and {@code failed} nodes, {@code complete}; or {@code unsupported} when
   * the service has no job for it. Ends the job when the asker has gone.
   */
  private Object remove(JsonNode request, Command.Progress progress) throws CommandException {
    NodePath path = NodePath.of(request.path("path").asText());
    try {
      TreeRemoval removal =
          files.trees().removeTree(Location.of(path), state -> isHeard(progress, told(state)));
      return Map.of(
          "removed", removal.removed(),
          "failed", removal.failed(),
          "complete", removal.isComplete());
    } catch (FsException e) {
      if (e.reason() == Reason.UNSUPPORTED) {
        return Map.of("unsupported", true);
      }
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Sends an archive of {@code paths}, {@code format} as of {@link ArchiveFormat}, to the Unix
   * socket {@code to}. Result: {@code bytes}; or why it is {@code unsupported}, when nothing was
   * sent.
   */
  private Object pack(JsonNode request, Command.Progress progress) throws CommandException {
    List<Location> members = new ArrayList<>();
    request.path("paths").forEach(path -> members.add(Location.of(path.asText())));
    ArchiveFormat format = ArchiveFormat.valueOf(request.path("format").asText());
    try (SocketOutput out =
        new SocketOutput(
            Path.of(request.path("to").asText()),
            ticker,
            bytes -> progress.tell(Map.of("bytes", bytes)))) {
      files.trees().pack(members, format, out);
      return Map.of("bytes", out.bytes());
    } catch (FsException e) {
      if (e.reason() == Reason.UNSUPPORTED) {
        return Map.of("unsupported", String.valueOf(e.getMessage()));
      }
      throw new CommandException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandException("the archive could not be handed over: " + e.getMessage());
    }
  }

  /** What is known of work under way, for those who watch it: what is not known is left out. */
  static Map<String, Object> told(TreeState state) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("phase", state.phase());
    if (state.done() != JobWatch.UNKNOWN) {
      told.put("done", state.done());
    }
    if (state.left() != JobWatch.UNKNOWN) {
      told.put("left", state.left());
    }
    return told;
  }

  private static boolean isHeard(Command.Progress progress, Map<String, Object> state) {
    try {
      progress.tell(state);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
