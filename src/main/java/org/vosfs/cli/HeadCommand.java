package org.vosfs.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs head}. */
@Command(
    name = "head",
    description = {
      "Prints the headers of all extensions of the FITS file at PATH, a line for each card. The",
      "data are not fetched."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "1:no FITS file, or it cannot be read; one line says which"},
    footer = {"", "Example:", "  vosfs head ~/vos/img.fits | grep EXPTIME"})
final class HeadCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "PATH", description = "in a mount")
  private String path = "";

  HeadCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    new PartFetch(context).fetch(path, "[head]", null);
    return ExitCode.OK;
  }
}
