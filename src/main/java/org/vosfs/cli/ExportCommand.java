package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs export}. */
@Command(
    name = "export",
    description = "Copies the file at PATH, as it is before its upload, to a new local file.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:copied",
      "1:nothing is unsent there, or FILE exists or cannot be written",
      "3:copied, but bytes that only the service had are gone: they are zeros in the copy"
    },
    footer = {"", "Example:", "  vosfs export ~/vos/run1/image.fits /tmp/rescued.fits"})
final class ExportCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "PATH", description = "in a mount")
  private String path = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "to be made; not in the mount")
  private String file = "";

  ExportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    Asking asking = new Asking(context.places());
    String to = context.places().working().resolve(file).normalize().toString();
    JsonNode result =
        asking.ask(InMount.of(context.places(), path), "export", Map.of("to", to), line -> {});
    long missing = result.path("missing").asLong();
    if (missing == 0) {
      return ExitCode.OK;
    }
    context
        .err()
        .printf(
            "vosfs: %s of %s are not to be had and are zeros in %s%n",
            Amounts.bytes(missing), path, file);
    return ExitCode.PENDING;
  }
}
