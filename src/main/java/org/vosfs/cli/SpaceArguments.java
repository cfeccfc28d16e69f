package org.vosfs.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vosfs.config.ConfigException;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A space and the settings for it, for commands that need no mount. */
final class SpaceArguments {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SPACE",
      description = "as for mount (default: ${DEFAULT-VALUE})")
  private String space = "vos:";

  @Option(
      names = "-o",
      paramLabel = "OPTION[,OPTION...]",
      description = "as for mount, such as auth=anonymous")
  private List<String> words = new ArrayList<>();

  @Option(names = "--endpoint", paramLabel = "URL", description = "the same as -o endpoint=URL")
  private @Nullable String endpoint;

  /** What they come to. */
  record Resolved(Places places, SpaceName space, MountOptions options, Settings settings) {
    ServiceAccess access() {
      return new ServiceAccess(places, space, options, settings);
    }
  }

  Resolved resolve(Places places) throws ConfigException {
    MountOptions options = new MountOptions(places.working(), places.home());
    SpaceName name = SpaceName.parse(space);
    List<String> all = new ArrayList<>(words);
    if (endpoint != null) {
      all.add("endpoint=" + endpoint);
    }
    Settings settings =
        Settings.read(
            options,
            new Settings.Sources(
                all, places.environment(), places.userConfig(), places.systemConfig()),
            name.key());
    return new Resolved(places, name, options, settings);
  }
}
