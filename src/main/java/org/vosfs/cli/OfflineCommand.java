package org.vosfs.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs offline}. */
@Command(
    name = "offline",
    description = {
      "Has the mount at DIR ask the service nothing: what is cached is served, anything else",
      "fails at once, and what is written waits."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  vosfs warm ~/vos/run1",
      "  vosfs offline ~/vos",
      "  vosfs offline --off ~/vos"
    })
final class OfflineCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "DIR", description = "where it is mounted")
  private String directory = "";

  @Option(names = "--off", description = "ask the service again, and send what waits")
  private boolean off;

  OfflineCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    MountOf.at(context.places(), directory).ask("offline", Map.of("offline", !off), state -> {});
    return ExitCode.OK;
  }
}
