package org.vosfs.vospace.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;

/**
 * The list of services (protocol §3.1): asked at several places in order, kept on disk for ten
 * minutes, and used from there however old when no place answers. Thread-safe; several processes
 * may share the directory.
 */
public final class Registry {
  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** Longest list accepted, in bytes. */
  private static final int LIMIT = 4 << 20;

  private final List<String> places;
  private final Path directory;
  private final InstantSource clock;

  /**
   * @param places base URLs, under which {@code resource-caps} lies
   * @param directory where lists are kept; made when needed
   */
  public Registry(List<String> places, Path directory, InstantSource clock) {
    this.places = List.copyOf(places);
    this.directory = directory;
    this.clock = clock;
  }

  /** Finds the service of that resource id. */
  public ServiceLocator service(String resource) {
    return texts -> find(resource, texts);
  }

  /**
   * The capabilities URL of a resource id.
   *
   * @throws VospaceException.Unavailable when no list is to be had
   * @throws VospaceException.Invalid when no list has it
   */
  Url find(String resource, ServiceLocator.Texts texts) throws VospaceException {
    VospaceException failure = null;
    boolean read = false;
    for (String place : places) {
      Optional<String> kept = kept(place, true);
      String text = kept.orElse("");
      if (kept.isEmpty()) {
        try {
          text = fetched(place, texts);
        } catch (VospaceException e) {
          failure = e;
          Optional<String> stale = kept(place, false);
          if (stale.isPresent()) {
            log.warn("{}; its list of earlier is used", e.getMessage());
          }
          text = stale.orElse("");
        }
      }
      read |= !text.isEmpty();
      Optional<Url> found = find(text, resource);
      if (found.isPresent()) {
        return found.get();
      }
    }
    if (!read && failure != null) {
      throw new VospaceException.Unavailable(
          "no registry answers: "
              + failure.getMessage()
              + "; give the service itself with -o endpoint=URL",
          failure);
    }
    throw new VospaceException.Invalid(
        resource
            + " is not in the registry ("
            + String.join(", ", places)
            + "); correct the name, or give the service with -o endpoint=URL");
  }

  private String fetched(String place, ServiceLocator.Texts texts) throws VospaceException {
    Url url =
        Url.of(place.strip())
            .map(Url::bare)
            .orElseThrow(() -> new VospaceException.Invalid("registry '" + place + "' is no URL"));
    String path = url.target().equals("/") ? "" : url.target();
    String text = texts.read(new Url(url.origin(), path + "/resource-caps"));
    if (entries(text).isEmpty()) {
      throw new VospaceException.Malformed(url + "/resource-caps lists no service", null);
    }
    keep(place, text);
    return text;
  }

  private Path file(String place) {
    return directory.resolve(place.replaceAll("[^A-Za-z0-9.-]+", "_") + ".txt");
  }

  private Optional<String> kept(String place, boolean onlyFresh) {
    Path file = file(place);
    try {
      if (!Files.exists(file) || Files.size(file) > LIMIT) {
        return Optional.empty();
      }
      Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
      boolean fresh = !age.isNegative() && age.compareTo(FRESH) < 0;
      return fresh || !onlyFresh ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      log.debug("{} cannot be read: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** A list that cannot be kept is no reason not to use it. */
  private void keep(String place, String text) {
    try {
      Files.createDirectories(directory);
      Path fresh = Files.createTempFile(directory, "list", null);
      try {
        Files.writeString(fresh, text);
        Files.setLastModifiedTime(fresh, FileTime.from(clock.instant()));
        Files.move(fresh, file(place), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      log.warn("the registry's list cannot be kept in {}: {}", directory, e.getMessage());
    }
  }

  private static Optional<Url> find(String text, String resource) {
    return Optional.ofNullable(entries(text).get(resource)).flatMap(Url::of);
  }

  /** Resource ids to URLs; comments, blank lines and whatever else is there are passed over. */
  private static Map<String, String> entries(String text) {
    Map<String, String> found = new HashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      String id = equals < 0 ? "" : line.substring(0, equals).strip();
      if (id.startsWith("ivo://")) {
        found.putIfAbsent(id, line.substring(equals + 1).strip());
      }
    }
    return found;
  }

  /** A list as it comes over the wire. */
  static String text(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw new IOException("the list is longer than " + LIMIT + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
