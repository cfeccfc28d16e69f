package org.vosfs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vosfs list}. */
@Command(
    name = "list",
    description = "Lists all mounts of vosfs on this machine, the dead ones too.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:listed, be it nothing"},
    footer = {
      "",
      "States: process N (yours and well), silent (does not answer), dead (mount again, or",
      "umount), another user's.",
      "",
      "Example:",
      "  vosfs list --json"
    })
final class ListCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--json", description = "for scripts: {\"mounts\": [...]}")
  private boolean json;

  ListCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<Map<String, String>> mounts = new ArrayList<>();
    for (MountState one : MountState.all(context.places())) {
      Map<String, String> mount = new LinkedHashMap<>();
      mount.put("space", one.entry().source());
      mount.put("mountPoint", one.entry().place().toString());
      mount.put("state", one.state());
      mounts.add(mount);
    }
    if (json) {
      context.out().println(ForScripts.json(Map.of("mounts", mounts)));
    } else {
      mounts.forEach(
          m ->
              context
                  .out()
                  .printf("%s on %s (%s)%n", m.get("space"), m.get("mountPoint"), m.get("state")));
    }
    return ExitCode.OK;
  }
}
