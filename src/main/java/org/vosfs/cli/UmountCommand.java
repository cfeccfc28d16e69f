package org.vosfs.cli;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs umount}. */
@Command(
    name = "umount",
    aliases = "unmount",
    description = "Uploads what is not uploaded yet, then unmounts DIR and ends its process.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:unmounted, everything is on the server",
      "1:not unmounted, because it is in use for instance",
      "3:unmounted, but something is not uploaded; the next mount sends it",
      "4:a dead mount was cleared; what it had not uploaded goes with the next mount"
    },
    footer = {"", "Example:", "  vosfs umount ~/vos --timeout 60"})
final class UmountCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "DIR", description = "where it is mounted")
  private String directory = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "how long to wait for uploads (default: as long as it takes)")
  private @Nullable Long timeout;

  @Option(
      names = "--force",
      description = "detach the directory even if it is in use; files open there are cut off")
  private boolean force;

  UmountCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandException, MountException {
    OptionalLong seconds = timeout == null ? OptionalLong.empty() : OptionalLong.of(timeout);
    return new UmountRun(context, context.places().mountPoint(directory)).run(seconds, force);
  }
}
