package org.vosfs.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs discard}. */
@Command(
    name = "discard",
    description = {
      "Throws away, for good, the bytes at or below PATH that are not uploaded.",
      "The files are then what the service has of them. vosfs pending shows what is meant."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:nothing is unsent there, or it cannot be done; one line says why"},
    footer = {"", "Example:", "  vosfs discard ~/vos/run1/image.fits"})
final class DiscardCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "PATH", description = "in a mount")
  private String path = "";

  DiscardCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    Asking asking = new Asking(context.places());
    asking.ask(InMount.of(context.places(), path), "discard", Map.of(), line -> {});
    return ExitCode.OK;
  }
}
