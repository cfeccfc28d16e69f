package org.vosfs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs cutout}. */
@Command(
    name = "cutout",
    description = {
      "Writes parts of the FITS file at PATH to standard output, as one FITS file: extensions,",
      "boxes of pixels, or what lies around a circle on the sky. Only what is needed is fetched."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written",
      "1:no FITS file, no such part, or it cannot be written; one line says which"
    },
    footer = {
      "",
      "A part is [EXT], [EXT][X1:X2,Y1:Y2] or (RA,DEC,RADIUS) in degrees. EXT is a number, 0 for",
      "the primary one, a NAME, or NAME,VERSION; * stands for all pixels of an axis.",
      "",
      "Examples:",
      "  vosfs cutout ~/vos/img.fits '[1][100:200,100:200]' > part.fits",
      "  vosfs cutout ~/vos/img.fits '(210.8,54.3,0.05)' -o m101.fits"
    })
final class CutoutCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "PATH", description = "in a mount")
  private String path = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "PART", description = "see below")
  private List<String> parts = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "write to this file instead; it is replaced")
  private @Nullable String output;

  CutoutCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    new PartFetch(context).fetch(path, String.join("", parts), output);
    return ExitCode.OK;
  }
}
