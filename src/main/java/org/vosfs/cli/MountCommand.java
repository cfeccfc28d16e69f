package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.config.ConfigException;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Option;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;
import org.vosfs.fuse.MountException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs mount}. */
@Command(
    name = "mount",
    description = "Mounts SPACE at DIR and returns when it can be used.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class MountCommand implements Callable<Integer> {
  private final Context context;
  private final MountOptions options;

  @Parameters(
      index = "0",
      paramLabel = "SPACE",
      description = "vos: or vos:PATH, arc:PATH, vos://AUTHORITY/PATH, or ivo://...")
  private String space = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "an empty directory")
  private String directory = "";

  @CommandLine.Option(
      names = "-o",
      paramLabel = "OPTION[,OPTION...]",
      description = "options as below, as of mount(8)")
  private List<String> words = new ArrayList<>();

  @CommandLine.Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "the same as -o endpoint=URL")
  private @Nullable String endpoint;

  @CommandLine.Option(
      names = {"-f", "--foreground"},
      description = "stay in the foreground and log to standard error")
  private boolean foreground;

  private MountCommand(Context context) {
    this.context = context;
    this.options = new MountOptions(context.places().working(), context.places().home());
  }

  /** The command with its help text. */
  static CommandLine line(Context context) {
    MountCommand command = new MountCommand(context);
    CommandLine line = new CommandLine(command);
    List<String> footer = new ArrayList<>(List.of("", "Options for -o:"));
    for (Option<?> option : command.options.all()) {
      footer.add(described(option).replace("%", "%%"));
    }
    footer.addAll(
        List.of(
            "",
            "Each can also be set as VOSFS_NAME in the environment, such as VOSFS_CACHE_SIZE, or in",
            "~/.config/vosfs/config.toml or /etc/vosfs/config.toml, such as cache-size = \"20G\".",
            "",
            "Examples:",
            "  vosfs mount vos:ana ~/vos",
            "  vosfs mount arc:home/ana ~/arc -o token-file=~/.token,cache-size=50G",
            "  vosfs mount vos: /mnt/vos -o endpoint=http://127.0.0.1:8080/vault,ro"));
    line.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
    return line;
  }

  private static String described(Option<?> option) {
    String placeholder = option.kind().placeholder();
    String left = option.key() + (placeholder.isEmpty() ? "" : "=" + placeholder);
    boolean tell = option.hasPreset() && !placeholder.isEmpty();
    return "  %-28s %s%s"
        .formatted(left, option.help(), tell ? " (default " + option.preset() + ")" : "");
  }

  @Override
  public Integer call() throws ConfigException, MountException, IOException {
    SpaceName name = SpaceName.parse(space);
    if (endpoint != null) {
      words.add("endpoint=" + endpoint);
    }
    Places places = context.places();
    Settings settings =
        Settings.read(
            options,
            new Settings.Sources(
                words, places.environment(), places.userConfig(), places.systemConfig()),
            name.key());
    Path mountPoint = places.mountPoint(directory);
    return MountLife.run(
        context, new MountRequest(name, mountPoint, options, settings), !foreground);
  }
}
