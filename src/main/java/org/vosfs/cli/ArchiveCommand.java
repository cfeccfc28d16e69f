package org.vosfs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code vosfs archive}: for packages and builds, not for users. */
@Command(
    name = "archive",
    hidden = true,
    description = "Makes the class archive that later starts are faster with.")
final class ArchiveCommand implements Callable<Integer> {
  private final Context context;

  ArchiveCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    new Rehearsal(context).run();
    return ExitCode.OK;
  }
}
