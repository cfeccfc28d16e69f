package org.vosfs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs chmod}. */
@Command(
    name = "chmod",
    description = {
      "Changes who may read and write on the service: o+r lets everybody read, o-r ends that,",
      "g-r and g-w take the groups away, g+r and g+w need --group. 640 is all of it at once."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:changed; what is not uploaded yet gets it with its upload",
      "1:something is not changed; one line each says what and why"
    },
    footer = {
      "",
      "The owner always may read and write, and there is no right to execute: u and x say nothing",
      "here. Group bits set by a number keep the groups there are. With -R everything below gets",
      "the groups that PATH then has. chmod without vosfs grants nothing to anybody, unless the",
      "mount has -o chmod=publish.",
      "",
      "Examples:",
      "  vosfs chmod o+r ~/vos/paper/figure1.fits",
      "  vosfs chmod -R g+rw,o-r --group my-team ~/vos/run1"
    })
final class ChmodCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = {"-R", "--recursive"},
      description = "and everything below, by a job of the service")
  private boolean recursive;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      arity = "1",
      description = "for g+r and g+w; a name or URI; may be given again")
  private List<String> groups = new ArrayList<>();

  @Parameters(index = "0", paramLabel = "MODE", description = "as for chmod(1)")
  private String mode = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "in a mount")
  private List<String> paths = new ArrayList<>();

  ChmodCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    List<String> uris = new ArrayList<>();
    for (String group : groups) {
      uris.add(GroupName.uri(group));
    }
    return new RightsWork(context).change(paths, ModeWords.parse(mode, uris), recursive);
  }
}
