package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;

/** What mounts say about themselves. */
final class StatusReport {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final List<JsonNode> mounts = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private StatusReport() {}

  /**
   * Asks.
   *
   * @param directory one mount point; null = all mounts of this user
   */
  static StatusReport collect(Places places, @Nullable String directory) throws IOException {
    StatusReport report = new StatusReport();
    if (directory == null) {
      for (Path socket : places.runtime().sockets()) {
        report.add(socket, String.valueOf(socket.getFileName()), false);
      }
      report.addDead(MountState.dead(places));
    } else {
      Path mountPoint = places.mountPoint(directory);
      List<MountState> dead =
          MountState.dead(places).stream()
              .filter(mount -> mount.entry().place().equals(mountPoint))
              .toList();
      report.addDead(dead);
      report.add(places.runtime().socket(mountPoint), mountPoint.toString(), dead.isEmpty());
    }
    return report;
  }

  private void addDead(List<MountState> dead) {
    for (MountState mount : dead) {
      problems.add(mount.entry().place() + ": the process behind it has died; " + mount.remedy());
    }
  }

  private void add(Path socket, String name, boolean expected) {
    try {
      ControlClient client = new ControlClient(socket);
      client
          .ask("status", Map.of(), line -> {}, SILENCE)
          .ifPresentOrElse(
              mounts::add,
              () -> {
                if (expected) {
                  problems.add("nothing is mounted at " + name);
                }
              });
    } catch (IOException | CommandException e) {
      problems.add(name + ": " + e.getMessage());
    }
  }

  /** Whether everything asked for has answered. */
  boolean isComplete() {
    return problems.isEmpty();
  }

  /** One object: the list {@code mounts}, and {@code problems} as lines. */
  String json() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("mounts", mounts);
    all.put("problems", problems);
    return ForScripts.json(all) + "\n";
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    mounts.forEach(mount -> text.append(StatusText.of(mount)));
    for (String problem : problems) {
      text.append(problem).append(System.lineSeparator());
    }
    if (mounts.isEmpty() && problems.isEmpty()) {
      text.append("nothing is mounted").append(System.lineSeparator());
    }
    return text.toString();
  }
}
