package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.RightsChange;
import org.vosfs.fs.Sharing;
import org.vosfs.fs.TreeState;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;
import org.vosfs.vospace.TreeChange;

/** What a mount answers about rights. Requests carry {@code path}, seen from its root. */
final class RightsRequests {
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final Sharing sharing;
  private final Ticker ticker;

  RightsRequests(Sharing sharing, Ticker ticker) {
    this.sharing = sharing;
    this.ticker = ticker;
  }

  Map<String, Command> all() {
    return Map.of(
        "rights",
        (request, progress) -> told(() -> RightsText.told(sharing.rights(at(request)))),
        "share",
        this::share,
        "url",
        (request, progress) -> told(() -> url(at(request))));
  }

  private static Location at(JsonNode request) {
    return Location.of(NodePath.of(request.path("path").asText("/")));
  }

  /** An answer of the filesystem. */
  @FunctionalInterface
  private interface Answer {
    Map<String, Object> get() throws FsException;
  }

  private static Map<String, Object> told(Answer answer) throws CommandException {
    try {
      return answer.get();
    } catch (FsException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> url(Location at) throws FsException {
    return Map.of("url", sharing.url(at), "everybody", sharing.rights(at).everybody());
  }

  private Map<String, Object> share(JsonNode request, Command.Progress progress)
      throws CommandException, IOException {
    RightsChange change = RightsText.change(request);
    if (!request.path("recursive").asBoolean()) {
      return told(() -> RightsText.told(sharing.change(at(request), change)));
    }
    Listener listener = new Listener(progress);
    Map<String, Object> outcome =
        told(() -> outcome(sharing.changeTree(at(request), change, listener::goesOn)));
    if (listener.gone != null) {
      throw listener.gone;
    }
    return outcome;
  }

  private static Map<String, Object> outcome(TreeChange done) {
    Map<String, Object> outcome = new LinkedHashMap<>();
    outcome.put("changed", done.changed());
    outcome.put("refused", done.refused());
    outcome.put("ended", done.ended());
    return outcome;
  }

  /** Tells the asker how far it is, and ends the work once there is no asker. */
  private final class Listener {
    private final Command.Progress progress;
    private final long start = ticker.read();
    private long last = start;
    private @org.jspecify.annotations.Nullable IOException gone;

    Listener(Command.Progress progress) {
      this.progress = progress;
    }

    boolean goesOn(TreeState state) {
      long now = ticker.read();
      if (now - last >= PAUSE) {
        last = now;
        try {
          Map<String, Object> told = new HashMap<>(TreeRequests.told(state));
          told.put("seconds", (now - start) / PAUSE);
          progress.tell(told);
        } catch (IOException e) {
          gone = e;
        }
      }
      return gone == null;
    }
  }
}
