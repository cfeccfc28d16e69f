package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs warm}. */
@Command(
    name = "warm",
    description = "Brings files, and directories with everything below them, into the cache.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all of it is cached", "1:something is not; one line each says why"},
    footer = {"", "Example:", "  vosfs warm ~/vos/run1 ~/vos/flats/master.fits"})
final class WarmCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "in a mount")
  private List<String> paths = new ArrayList<>();

  WarmCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    LiveLine line = LiveLine.on(context.out());
    int failed = 0;
    for (Map.Entry<MountOf, List<String>> of :
        MountOf.holding(context.places(), paths).entrySet()) {
      JsonNode result =
          of.getKey()
              .ask("warm", Map.of("paths", of.getValue()), state -> line.show(progress(state)));
      line.end();
      failed += result.path("failed").asInt();
      for (JsonNode problem : result.path("problems")) {
        context.err().println("vosfs: " + of.getKey().mountPoint() + problem.asText());
      }
      context
          .out()
          .println(
              Amounts.files(result.path("files").asInt(), result.path("bytes").asLong())
                  + " cached");
    }
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String progress(JsonNode state) {
    return LiveLine.bar(state.path("bytes").asLong(), state.path("size").asLong())
        + " "
        + Amounts.files(state.path("files").asInt(), state.path("bytes").asLong());
  }
}
