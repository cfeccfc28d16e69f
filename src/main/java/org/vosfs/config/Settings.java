package org.vosfs.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of one mount, each with its source. Immutable. */
public final class Settings {
  /** Where the value came from when nobody set it. */
  public static final String DEFAULT = "default";

  private final Map<String, Setting> settings;

  /**
   * One value.
   *
   * @param text as written
   * @param source for people: {@code -o}, an environment variable, a file, {@link #DEFAULT}
   */
  public record Setting(String text, Object value, String source) {}

  /**
   * What the settings are read from.
   *
   * @param words the arguments of {@code -o}
   * @param environment variables of the process
   * @param userFile may be absent
   * @param systemFile may be absent
   */
  public record Sources(
      List<String> words, Map<String, String> environment, Path userFile, Path systemFile) {}

  private Settings(Map<String, Setting> settings) {
    this.settings = settings;
  }

  /**
   * Reads all sources; the first that knows an option wins: {@code -o}, environment, user file,
   * system file, default.
   *
   * @param space prefix of the space, for tables in the files
   * @throws ConfigException naming the first value that cannot be used, or an unknown option
   */
  public static Settings read(MountOptions options, Sources sources, String space)
      throws ConfigException {
    Map<String, Map<String, String>> bySource = new LinkedHashMap<>();
    bySource.put("-o", OptionWords.split(sources.words()));
    bySource.put(sources.userFile().toString(), TomlFile.read(sources.userFile(), space));
    bySource.put(sources.systemFile().toString(), TomlFile.read(sources.systemFile(), space));
    for (Map.Entry<String, Map<String, String>> source : bySource.entrySet()) {
      for (String key : source.getValue().keySet()) {
        if (options.find(key).isEmpty()) {
          throw unknown(options, key, source.getKey());
        }
      }
    }
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (Option<?> option : options.all()) {
      Optional<Setting> setting = first(option, bySource, sources.environment());
      if (setting.isPresent()) {
        settings.put(option.key(), setting.get());
      }
    }
    return new Settings(settings);
  }

  private static Optional<Setting> first(
      Option<?> option, Map<String, Map<String, String>> bySource, Map<String, String> environment)
      throws ConfigException {
    for (Map.Entry<String, Map<String, String>> source : bySource.entrySet()) {
      String text = source.getValue().get(option.key());
      if (text != null) {
        return Optional.of(parsed(option, text, source.getKey()));
      }
      // The environment comes between the command line and the files.
      String variable = environment.get(option.variable());
      if (variable != null && source.getKey().equals("-o")) {
        return Optional.of(parsed(option, variable, option.variable()));
      }
    }
    return option.hasPreset()
        ? Optional.of(parsed(option, option.preset(), DEFAULT))
        : Optional.empty();
  }

  private static Setting parsed(Option<?> option, String text, String source)
      throws ConfigException {
    try {
      return new Setting(text, option.kind().parse().apply(text), source);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "option %s: '%s' (from %s) is not %s"
              .formatted(option.key(), text, source, option.kind().accepted()));
    }
  }

  private static ConfigException unknown(MountOptions options, String key, String source) {
    List<String> keys = options.all().stream().map(Option::key).toList();
    return new ConfigException(
        "unknown option '%s' (from %s)%s"
            .formatted(
                key,
                source,
                Nearest.to(key, keys).map(k -> "; did you mean " + k + "?").orElse("")));
  }

  /** The value of an option that has a default. */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalStateException(option.key() + " has no default"));
  }

  /** The value of an option, if it has one. */
  public <T> Optional<T> find(Option<T> option) {
    Setting setting = settings.get(option.key());
    if (setting == null) {
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // made by this option's own parser
    T value = (T) setting.value();
    return Optional.of(value);
  }

  /** All settings by key, with their sources. */
  public Map<String, Setting> all() {
    return Map.copyOf(settings);
  }
}
