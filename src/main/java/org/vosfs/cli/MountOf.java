package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;

/** A running mount as the commands address it: by a path in it, by its mount point, or all. */
record MountOf(Path mountPoint, ControlClient client) {
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** The mount at a mount point. */
  static MountOf at(Places places, String directory) throws IOException {
    Path mountPoint = places.mountPoint(directory);
    return new MountOf(mountPoint, new ControlClient(places.runtime().socket(mountPoint)));
  }

  /** All mounts of this user, or the one at {@code directory}. */
  static List<MountOf> all(Places places, @Nullable String directory)
      throws IOException, CommandException {
    if (directory != null) {
      return List.of(at(places, directory));
    }
    List<MountOf> mounts = new ArrayList<>();
    for (Path socket : places.runtime().sockets()) {
      ControlClient client = new ControlClient(socket);
      Optional<JsonNode> status = client.ask("status", Map.of(), line -> {}, SILENCE);
      status.ifPresent(
          told -> mounts.add(new MountOf(Path.of(told.path("mountPoint").asText()), client)));
    }
    return mounts;
  }

  /**
   * Paths by the mount that holds them, each as the mount names it. The path itself is not looked
   * at: its mount may be slow.
   */
  static Map<MountOf, List<String>> holding(Places places, List<String> paths)
      throws IOException, CommandException {
    Map<Path, MountOf> mounts = new LinkedHashMap<>();
    Map<MountOf, List<String>> found = new LinkedHashMap<>();
    for (String text : paths) {
      Path path = places.mountPoint(text);
      Path place = path;
      while (place != null && !Files.exists(places.runtime().socket(place))) {
        place = place.getParent();
      }
      if (place == null) {
        throw new CommandException(text + " is not in a vosfs mount");
      }
      MountOf mount =
          mounts.computeIfAbsent(
              place, at -> new MountOf(at, new ControlClient(socket(places, at))));
      found.computeIfAbsent(mount, m -> new ArrayList<>()).add("/" + place.relativize(path));
    }
    return found;
  }

  private static Path socket(Places places, Path place) {
    try {
      return places.runtime().socket(place);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Asks it; it must be there. */
  JsonNode ask(String request, Map<String, Object> arguments, Consumer<JsonNode> progress)
      throws IOException, CommandException {
    return client
        .ask(request, arguments, progress, SILENCE)
        .orElseThrow(() -> new CommandException("nothing is mounted at " + mountPoint));
  }
}
