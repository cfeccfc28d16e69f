package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.vosfs.base.NodePath;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.Reason;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;
import org.vosfs.vospace.TreeRemoval;

/** What a mount does with whole trees. Requests carry {@code path}, seen from its root. */
final class TreeRequests {
  private final VosFileSystem files;

  TreeRequests(VosFileSystem files) {
    this.files = files;
  }

  Map<String, Command> all() {
    return Map.of("remove-tree", this::remove);
  }

  /**
   * Result: {@code removed} and {@code failed} nodes, {@code complete}; or {@code unsupported} when
   * the service has no job for it. Ends the job when the asker has gone.
   */
  private Object remove(JsonNode request, Command.Progress progress) throws CommandException {
    NodePath path = NodePath.of(request.path("path").asText());
    try {
      TreeRemoval removal =
          files.removeTree(
              Location.of(path), () -> isHeard(progress, Map.of("path", path.toString())));
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

  private static boolean isHeard(Command.Progress progress, Map<String, Object> state) {
    try {
      progress.tell(state);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
