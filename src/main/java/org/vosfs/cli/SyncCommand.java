package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs sync}. */
@Command(
    name = "sync",
    description = {
      "Uploads now what is not uploaded yet at or below PATH, or on all mounts, and waits for it.",
      "Files that a program still has open for writing are not waited for."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything there is on the server",
      "1:PATH is in no mount, or the mount does not answer",
      "3:something is not uploaded; one line for each on standard error"
    },
    footer = {"", "Example:", "  make results && vosfs sync ~/vos/results --timeout 600"})
final class SyncCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", arity = "0..1", paramLabel = "PATH", description = "in a mount")
  private @Nullable String path;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "how long to wait (default: as long as it takes)")
  private @Nullable Long timeout;

  SyncCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    Asking asking = new Asking(context.places());
    DrainDisplay display =
        new DrainDisplay(context.out(), Terminal.isStandardOutput(), System::nanoTime);
    Map<String, Object> arguments = new HashMap<>();
    if (timeout != null) {
      arguments.put("timeout", timeout);
    }
    int left = 0;
    for (InMount at : asking.places(path)) {
      JsonNode result = asking.ask(at, "sync", arguments, display::show);
      display.end();
      for (JsonNode file : result.path("files")) {
        ((ObjectNode) file).put("path", at.outside(file.path("path").asText()).toString());
        context.err().println("vosfs: not uploaded: " + PendingCommand.line(file));
        left++;
      }
    }
    return left == 0 ? ExitCode.OK : ExitCode.PENDING;
  }
}
