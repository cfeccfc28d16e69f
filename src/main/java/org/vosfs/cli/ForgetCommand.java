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

/** {@code vosfs forget}. */
@Command(
    name = "forget",
    description = {
      "Drops what is cached of files, and of directories with everything below them: the next",
      "look asks the service. What is not uploaded yet is never dropped."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  vosfs forget ~/vos/run1"})
final class ForgetCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "in a mount")
  private List<String> paths = new ArrayList<>();

  ForgetCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    int count = 0;
    for (Map.Entry<MountOf, List<String>> of :
        MountOf.holding(context.places(), paths).entrySet()) {
      JsonNode result = of.getKey().ask("forget", Map.of("paths", of.getValue()), state -> {});
      count += result.path("files").asInt();
    }
    context.out().println(count + (count == 1 ? " file" : " files") + " forgotten");
    return ExitCode.OK;
  }
}
