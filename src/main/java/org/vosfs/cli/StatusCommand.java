package org.vosfs.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs status}. */
@Command(
    name = "status",
    description = "Shows all mounts of this user, or the one at DIR.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:shown", "1:nothing is mounted at DIR, or it does not answer"},
    footer = {"", "Example:", "  vosfs status --json"})
final class StatusCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "where it is mounted")
  private @Nullable String directory;

  @Option(names = "--json", description = "for scripts: {\"mounts\": [...]}")
  private boolean json;

  StatusCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    StatusReport report = StatusReport.collect(context.places(), directory);
    context.out().print(json ? report.json() : report.text());
    return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
  }
}
