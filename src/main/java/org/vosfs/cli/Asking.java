package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;

/** Asks mounts about what is not uploaded, for the commands that work on it. */
final class Asking {
  /** An export copies whole files, a fetch of their missing bytes included. */
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private static final Duration QUICK = Duration.ofSeconds(5);

  private final Places places;

  Asking(Places places) {
    this.places = places;
  }

  /** The places meant: one path, or every mount of this user. */
  List<InMount> places(@Nullable String path) throws IOException, MountException, CommandException {
    if (path != null) {
      return List.of(InMount.of(places, path));
    }
    List<InMount> all = new ArrayList<>();
    for (Path socket : places.runtime().sockets()) {
      Optional<JsonNode> status =
          new ControlClient(socket).ask("status", Map.of(), line -> {}, QUICK);
      status.ifPresent(s -> all.add(new InMount(Path.of(s.path("mountPoint").asText()), "/")));
    }
    return all;
  }

  /** The mount's answer; {@code further} fields go with the path. */
  JsonNode ask(InMount at, String request, Map<String, Object> further, Consumer<JsonNode> progress)
      throws IOException, CommandException {
    Map<String, Object> arguments = new HashMap<>(further);
    arguments.put("path", at.inside());
    Path socket = places.runtime().socket(at.mountPoint());
    return new ControlClient(socket)
        .ask(request, arguments, progress, SILENCE)
        .orElseThrow(
            () ->
                new CommandException(
                    "the process behind " + at.mountPoint() + " is dead; mount it again"));
  }
}
