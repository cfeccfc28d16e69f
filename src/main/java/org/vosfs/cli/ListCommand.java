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
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vosfs.fuse.MountTable;
import org.vosfs.fuse.Unmounter;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vosfs list}. */
@Command(
    name = "list",
    description = "Lists all mounts of vosfs on this machine, the dead ones too.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:listed, be it nothing"},
    footer = {
      "",
      "States: process N (yours and well), silent (does not answer), dead (mount again, or",
      "umount), another user's.",
      "",
      "Example:",
      "  vosfs list --json"
    })
final class ListCommand implements Callable<Integer> {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Context context;

  @Option(names = "--json", description = "for scripts: {\"mounts\": [...]}")
  private boolean json;

  ListCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<Map<String, String>> mounts = new ArrayList<>();
    for (MountTable.Entry entry : MountTable.read().ours()) {
      Map<String, String> mount = new LinkedHashMap<>();
      mount.put("space", entry.source());
      mount.put("mountPoint", entry.place().toString());
      mount.put("state", state(entry.place()));
      mounts.add(mount);
    }
    if (json) {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      context.out().println(mapper.writeValueAsString(Map.of("mounts", mounts)));
    } else {
      mounts.forEach(
          m ->
              context
                  .out()
                  .printf("%s on %s (%s)%n", m.get("space"), m.get("mountPoint"), m.get("state")));
    }
    return ExitCode.OK;
  }

  /** The mount itself is asked only when no process stands behind it: it could hang. */
  private String state(Path place) throws IOException {
    Path socket = context.places().runtime().socket(place);
    try {
      Optional<JsonNode> answer = new ControlClient(socket).ask("ping", Map.of(), l -> {}, SILENCE);
      if (answer.isPresent()) {
        return "process " + answer.get().path("pid").asLong();
      }
    } catch (IOException | CommandException e) {
      return "silent";
    }
    return Unmounter.isDead(place) ? "dead" : "another user's";
  }
}
