package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vosfs.fs.RightsChange;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;

/** Has mounts change rights, for the commands that do. */
final class RightsWork {
  private final Context context;
  private final Asking asking;

  RightsWork(Context context) {
    this.context = context;
    this.asking = new Asking(context.places());
  }

  /** Where a path really leads, as chmod(1) would follow it. */
  InMount place(String path) throws IOException, MountException {
    Path place = context.places().working().resolve(path).normalize();
    try {
      return InMount.of(context.places(), place.toRealPath().toString());
    } catch (IOException e) {
      return InMount.of(context.places(), path); // the mount says what is wrong with it
    }
  }

  /** One request about a path; a refusal names the path as it was given. */
  JsonNode ask(String path, String request, Map<String, Object> further, LiveLine line)
      throws IOException, MountException, CommandException {
    try {
      return asking.ask(
          place(path), request, further, state -> line.show(path + ": " + progress(state)));
    } catch (CommandException e) {
      throw new CommandException(path + ": " + e.getMessage());
    } finally {
      line.end();
    }
  }

  private static String progress(JsonNode state) {
    return TreeText.progress(state, "changed") + ", " + state.path("seconds").asLong() + " s";
  }

  /**
   * Changes all of them, going on after a failure.
   *
   * @return the exit code
   */
  int change(List<String> paths, RightsChange change, boolean recursive) throws IOException {
    LiveLine line = LiveLine.on(context.out());
    Map<String, Object> request = new HashMap<>(RightsText.request(change));
    request.put("recursive", recursive);
    int code = ExitCode.OK;
    for (String path : paths) {
      try {
        JsonNode done = ask(path, "share", request, line);
        code = recursive && !isWhole(path, done) ? ExitCode.FAILED : code;
      } catch (MountException | CommandException e) {
        context.err().println("vosfs: " + e.getMessage());
        code = ExitCode.FAILED;
      }
    }
    return code;
  }

  private boolean isWhole(String path, JsonNode done) {
    long refused = done.path("refused").asLong();
    context.out().println(path + ": " + done.path("changed").asLong() + " changed");
    if (refused > 0) {
      context
          .err()
          .println(
              "vosfs: "
                  + path
                  + ": "
                  + refused
                  + " could not be changed: there is no right to, and the service"
                  + " does not say which");
    } else if (!done.path("ended").asBoolean()) {
      context.err().println("vosfs: " + path + ": the service stopped before the end");
    }
    return refused == 0 && done.path("ended").asBoolean();
  }
}
