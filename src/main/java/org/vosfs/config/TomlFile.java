package org.vosfs.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One configuration file. Keys at the top hold for every mount, those of a table {@code
 * [space.NAME]} for that space only:
 *
 * <pre>
 * cache-size = "20G"
 * [space.arc]
 * ttl = "10s"
 * </pre>
 */
final class TomlFile {
  private TomlFile() {}

  /**
   * Its settings; none when there is no such file.
   *
   * @param space the prefix of the mounted space, such as {@code vos}
   */
  static Map<String, String> read(Path file, String space) throws ConfigException {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return settings;
    }
    try {
      JsonNode root = new TomlMapper().readTree(Files.readString(file));
      take(file, root, settings);
      take(file, root.path("space").path(space), settings);
      return settings;
    } catch (JacksonException e) {
      String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      throw new ConfigException(
          file + where + ": " + e.getOriginalMessage().lines().findFirst().orElse("not TOML"));
    } catch (IOException e) {
      throw new ConfigException("cannot read " + file + ": " + e.getMessage());
    }
  }

  private static void take(Path file, JsonNode table, Map<String, String> settings)
      throws ConfigException {
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      if (entry.getValue().isValueNode()) {
        settings.put(entry.getKey(), entry.getValue().asText());
      } else if (!entry.getKey().equals("space")) {
        throw new ConfigException(
            file + ": " + entry.getKey() + " is neither an option nor a table [space.NAME]");
      }
    }
  }
}
