package org.vosfs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.config.ConfigException;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Option;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs config show}. */
@Command(
    name = "show",
    description =
        "Shows the value of every option that a mount of SPACE would have, and where it comes from.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "1:a value cannot be used; the line says which, and where it is set"
    },
    footer = {"", "Example:", "  vosfs config show arc: -o cache-size=50G"})
final class ConfigShowCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SPACE",
      defaultValue = "vos:",
      description = "chooses the table of the configuration files (default: vos:)")
  private String space = "";

  @CommandLine.Option(
      names = "-o",
      paramLabel = "OPTION[,OPTION...]",
      description = "options as mount would be given")
  private List<String> words = new ArrayList<>();

  @CommandLine.Option(
      names = "--json",
      description = "for scripts: {NAME: {\"value\": ..., \"source\": ...}}")
  private boolean json;

  ConfigShowCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Places places = context.places();
    MountOptions options = new MountOptions(places.working(), places.home());
    Settings settings =
        Settings.read(
            options,
            new Settings.Sources(
                words, places.environment(), places.userConfig(), places.systemConfig()),
            SpaceName.parse(space).key());
    context.out().print(json ? json(options, settings) : text(options, settings));
    return ExitCode.OK;
  }

  private static String json(MountOptions options, Settings settings) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Option<?> option : options.all()) {
      Settings.Setting setting = settings.all().get(option.key());
      if (setting != null) {
        all.put(option.key(), Map.of("value", setting.text(), "source", setting.source()));
      }
    }
    return ForScripts.json(all) + "\n";
  }

  private static String text(MountOptions options, Settings settings) {
    StringBuilder text = new StringBuilder();
    for (Option<?> option : options.all()) {
      Settings.Setting setting = settings.all().get(option.key());
      String value = setting == null ? "" : setting.text().isEmpty() ? "yes" : setting.text();
      String source = setting == null ? "not set" : setting.source();
      text.append("%-14s %-24s # %s%n".formatted(option.key(), value, source));
    }
    return text.toString();
  }
}
