package org.vosfs.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.status.CommandException;
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
    footer = {"", "Examples:", "  vosfs status --json", "  vosfs status ~/vos --watch"})
final class StatusCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** To the top, and nothing below. */
  private static final String CLEAR = "\033[H\033[2J";

  private final Context context;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "where it is mounted")
  private @Nullable String directory;

  @Option(names = "--json", description = "for scripts: {\"mounts\": [...]}")
  private boolean json;

  @Option(names = "--watch", description = "again every two seconds, until interrupted")
  private boolean watch;

  StatusCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    if (watch) {
      watch();
    }
    StatusReport report = StatusReport.collect(context.places(), directory);
    context.out().print(json ? report.json() : report.text());
    return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Until it is interrupted, or whoever reads has gone. */
  private void watch() throws IOException, CommandException {
    String clear = Terminal.isStandardOutput() ? CLEAR : "";
    boolean unheard =
        Waiting.until(
            () -> {
              StatusReport report = StatusReport.collect(context.places(), directory);
              context.out().print(clear + report.text());
              context.out().flush();
              return context.out().checkError();
            },
            PAUSE,
            Waiting.FOREVER);
    assert unheard;
  }
}
