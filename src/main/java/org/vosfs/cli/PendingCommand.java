package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs pending}. */
@Command(
    name = "pending",
    description = "Lists the files at or below PATH, or of all mounts, that are not uploaded yet.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:listed, be it nothing",
      "1:PATH is in no mount, or the mount does not answer"
    },
    footer = {
      "",
      "States: staged (waits), uploading N %%, conflict (goes beside another's file), interrupted",
      "(was being written when a mount died; see retry, export, discard), failed: REASON.",
      "",
      "Example:",
      "  vosfs pending ~/vos/run1 --json"
    })
final class PendingCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", arity = "0..1", paramLabel = "PATH", description = "in a mount")
  private @Nullable String path;

  @Option(names = "--json", description = "for scripts: {\"files\": [...]}, sizes in bytes")
  private boolean json;

  PendingCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    Asking asking = new Asking(context.places());
    List<JsonNode> files = new ArrayList<>();
    boolean complete = true;
    for (InMount at : asking.places(path)) {
      try {
        for (JsonNode file : asking.ask(at, "pending", Map.of(), line -> {}).path("files")) {
          ((ObjectNode) file).put("path", at.outside(file.path("path").asText()).toString());
          files.add(file);
        }
      } catch (IOException | CommandException e) {
        context.err().println("vosfs: " + at.mountPoint() + ": " + e.getMessage());
        complete = false;
      }
    }
    if (json) {
      context.out().println(ForScripts.json(Map.of("files", files)));
    } else {
      files.forEach(file -> context.out().println(line(file)));
    }
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String next(JsonNode file) {
    long seconds = file.path("nextSeconds").asLong();
    return seconds == 0 ? "" : "; " + Trouble.next(seconds);
  }

  /** One file for people. */
  static String line(JsonNode file) {
    String problem = file.path("problem").asText();
    String state = file.path("state").asText();
    boolean told = problem.isEmpty() || state.contains(problem);
    return "%s  %s  %s%s"
        .formatted(
            file.path("path").asText(),
            Amounts.bytes(file.path("size").asLong()),
            state,
            told ? "" : " (" + problem + next(file) + ")");
  }
}
