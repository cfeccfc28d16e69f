package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
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
    } else {
      Path mountPoint = places.mountPoint(directory);
      report.add(places.runtime().socket(mountPoint), mountPoint.toString(), true);
    }
    return report;
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
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all)
        + "\n";
  }

  /** What each mount said. */
  List<JsonNode> mounts() {
    return List.copyOf(mounts);
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (JsonNode mount : mounts) {
      text.append(
          "%s on %s%s%n"
              .formatted(
                  mount.path("space").asText(),
                  mount.path("mountPoint").asText(),
                  mount.path("readOnly").asBoolean() ? " (read-only)" : ""));
      line(text, "process", mount.path("pid").asText() + " since " + mount.path("since").asText());
      line(text, "driver", mount.path("fuseLibrary").asText());
      list(text, "with", mount.path("fuseFeatures"));
      list(text, "without", mount.path("fuseMissing"));
      JsonNode service = mount.path("service");
      if (service.isObject()) {
        String offline = service.path("offline").asBoolean() ? ", offline" : "";
        line(
            text,
            "service",
            service.path("root").asText() + " as " + service.path("user").asText() + offline);
      }
      JsonNode credential = mount.path("credential");
      if (credential.isObject()) {
        line(text, "identity", identity(service, credential));
      }
      line(text, "uploads", uploads(mount.path("unsent")));
      JsonNode cache = mount.path("cache");
      if (cache.isObject()) {
        line(text, "cache", cache(cache));
      }
    }
    for (String problem : problems) {
      text.append(problem).append(System.lineSeparator());
    }
    if (mounts.isEmpty() && problems.isEmpty()) {
      text.append("nothing is mounted").append(System.lineSeparator());
    }
    return text.toString();
  }

  private static void list(StringBuilder text, String label, JsonNode values) {
    if (!values.isEmpty()) {
      List<String> words = new ArrayList<>();
      values.forEach(value -> words.add(value.asText()));
      line(text, label, String.join(", ", words));
    }
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append("  %-9s %s%n".formatted(label, value));
  }

  private static String identity(JsonNode service, JsonNode credential) {
    String problem = credential.path("problem").asText("");
    String end = credential.path("expires").asText("");
    return service.path("user").asText()
        + " by "
        + credential.path("source").asText()
        + (problem.isEmpty() ? (end.isEmpty() ? "" : ", valid until " + end) : ": " + problem);
  }

  private static String uploads(JsonNode unsent) {
    int files = unsent.path("files").asInt();
    if (files == 0) {
      return "everything is on the server";
    }
    int failed = unsent.path("failed").asInt();
    return Amounts.files(files, unsent.path("bytes").asLong())
        + " to do"
        + (failed == 0 ? "" : ", " + failed + " of them failed");
  }

  private static String cache(JsonNode cache) {
    long hits = cache.path("hits").asLong();
    long asked = hits + cache.path("misses").asLong();
    return Amounts.bytes(cache.path("bytes").asLong())
        + " of "
        + Amounts.bytes(cache.path("limit").asLong())
        + " in "
        + cache.path("directory").asText()
        + (asked == 0 ? "" : ", " + 100 * hits / asked + " % of the reads served from it");
  }
}
