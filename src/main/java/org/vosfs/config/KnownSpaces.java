package org.vosfs.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The services that short names like {@code vos:} stand for (protocol §2.1): those of the vos
 * client's own configuration file when there is one, then two that everybody knows.
 *
 * <pre>
 * [vos]
 * resourceID = ivo://cadc.nrc.ca/vault vos
 *              ivo://example.org/cavern home
 * </pre>
 *
 * A line without a prefix means {@code vos}. Other sections and keys are the vos client's own.
 */
public final class KnownSpaces {
  private static final Map<String, String> BUILT_IN =
      Map.of("vos", "ivo://cadc.nrc.ca/vault", "arc", "ivo://cadc.nrc.ca/arc");

  private final Map<String, String> byPrefix;

  private KnownSpaces(Map<String, String> byPrefix) {
    this.byPrefix = byPrefix;
  }

  /**
   * Reads the vos client's file, which may be absent.
   *
   * @throws ConfigException when it cannot be read, or names something that is no resource id
   */
  public static KnownSpaces read(Path file) throws ConfigException {
    Map<String, String> found = new LinkedHashMap<>(BUILT_IN);
    if (Files.exists(file)) {
      try {
        found.putAll(parse(file, Files.readAllLines(file)));
      } catch (IOException e) {
        throw new ConfigException("cannot read " + file + ": " + e.getMessage());
      }
    }
    return new KnownSpaces(found);
  }

  private static Map<String, String> parse(Path file, Iterable<String> lines)
      throws ConfigException {
    Map<String, String> found = new LinkedHashMap<>();
    boolean ours = false;
    boolean value = false;
    for (String line : lines) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
        continue;
      }
      boolean continued = Character.isWhitespace(line.charAt(0)) && value;
      if (text.startsWith("[")) {
        ours = text.equals("[vos]");
        value = false;
      } else if (continued) {
        take(file, text, found);
      } else {
        String[] parts = text.split("[=:]", 2);
        value = ours && parts.length == 2 && parts[0].strip().equalsIgnoreCase("resourceID");
        if (value && !parts[1].isBlank()) {
          take(file, parts[1].strip(), found);
        }
      }
    }
    return found;
  }

  private static void take(Path file, String entry, Map<String, String> found)
      throws ConfigException {
    String[] words = entry.split("\\s+", -1);
    try {
      String resource = Kinds.RESOURCE.parse().apply(words[0]);
      found.putIfAbsent(words.length > 1 ? words[1] : "vos", resource);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          file + ": resourceID '" + words[0] + "' is not " + Kinds.RESOURCE.accepted());
    }
  }

  /** The service that a prefix stands for. */
  public Optional<String> resource(String prefix) {
    return Optional.ofNullable(byPrefix.get(prefix));
  }
}
