package org.vosfs.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs retry}. */
@Command(
    name = "retry",
    description = {
      "Uploads now what waits, has failed or was interrupted at or below PATH.",
      "An interrupted file is sent as it was when its mount died."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:nothing is unsent there, or it cannot be done; one line says why"},
    footer = {"", "Example:", "  vosfs retry ~/vos/run1/image.fits"})
final class RetryCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "PATH", description = "in a mount")
  private String path = "";

  RetryCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    Asking asking = new Asking(context.places());
    asking.ask(InMount.of(context.places(), path), "retry", Map.of(), line -> {});
    return ExitCode.OK;
  }
}
