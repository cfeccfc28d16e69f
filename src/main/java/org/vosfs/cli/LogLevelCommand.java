package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs log-level}. */
@Command(
    name = "log-level",
    description = "Changes what the mount at DIR logs, until it ends.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:changed", "1:nothing is mounted at DIR, or there is no such level"},
    footer = {"", "Example:", "  vosfs log-level ~/vos debug"})
final class LogLevelCommand implements Callable<Integer> {
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Context context;

  @Parameters(index = "0", paramLabel = "DIR", description = "where it is mounted")
  private String directory = "";

  @Parameters(index = "1", paramLabel = "LEVEL", description = "error, warn, info or debug")
  private String level = "";

  LogLevelCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    Path place = context.places().mountPoint(directory);
    JsonNode answer =
        new ControlClient(context.places().runtime().socket(place))
            .ask("log-level", Map.of("level", level), line -> {}, SILENCE)
            .orElseThrow(() -> new CommandException("nothing is mounted at " + place));
    context.out().println(place + " logs " + answer.path("level").asText());
    return ExitCode.OK;
  }
}
