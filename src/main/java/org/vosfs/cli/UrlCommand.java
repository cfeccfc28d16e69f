package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs url}. */
@Command(
    name = "url",
    description = {
      "Prints where anybody who may read the file at PATH gets it from the service: with a browser",
      "or curl, without this program."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:printed, one line for each PATH; a note says when not everybody may read it",
      "1:PATH is in no mount or no file, or the service offers no such URL"
    },
    footer = {
      "",
      "Example:",
      "  vosfs chmod o+r ~/vos/figure1.fits && vosfs url ~/vos/figure1.fits"
    })
final class UrlCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "in a mount")
  private List<String> paths = new ArrayList<>();

  UrlCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    RightsWork work = new RightsWork(context);
    for (String path : paths) {
      JsonNode told = work.ask(path, "url", Map.of(), LiveLine.on(context.out()));
      context.out().println(told.path("url").asText());
      if (!told.path("everybody").asBoolean()) {
        context.err().println("vosfs: note: not everybody may read " + path + " (vosfs chmod o+r)");
      }
    }
    return ExitCode.OK;
  }
}
