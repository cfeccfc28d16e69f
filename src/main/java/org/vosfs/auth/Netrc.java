package org.vosfs.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names and passwords by host, as ftp(1) and curl keep them. An entry {@code default} is passed
 * over: a password goes to no host that the user has not named.
 */
public final class Netrc {
  private static final int LIMIT = 1 << 20;

  private final Map<String, BasicPassword> byHost;

  private Netrc(Map<String, BasicPassword> byHost) {
    this.byHost = byHost;
  }

  /** Reads a file; one that does not exist is empty. */
  public static Netrc read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Netrc(Map.of());
    }
    byte[] bytes = SmallFile.read(file, "netrc file", LIMIT).getBytes(StandardCharsets.ISO_8859_1);
    return new Netrc(parse(new String(bytes, StandardCharsets.UTF_8)));
  }

  private static Map<String, BasicPassword> parse(String text) {
    Deque<String> words = new ArrayDeque<>();
    boolean macro = false;
    for (String line : text.split("\\R", -1)) {
      // a macro ends with an empty line
      macro = line.isBlank() ? false : macro || line.strip().startsWith("macdef");
      if (!macro && !line.strip().startsWith("#") && !line.isBlank()) {
        words.addAll(List.of(line.strip().split("\\s+", -1)));
      }
    }
    Map<String, BasicPassword> found = new HashMap<>();
    String host = "";
    String name = "";
    String password = "";
    while (!words.isEmpty()) {
      switch (words.removeFirst()) {
        case "machine" -> {
          keep(found, host, name, password);
          host = words.isEmpty() ? "" : words.removeFirst().toLowerCase(Locale.ROOT);
          name = "";
          password = "";
        }
        case "default" -> {
          keep(found, host, name, password);
          host = "";
        }
        case "login" -> name = words.isEmpty() ? "" : words.removeFirst();
        case "password" -> password = words.isEmpty() ? "" : words.removeFirst();
        case "account" -> words.pollFirst();
        default -> {
          // nothing that is known
        }
      }
    }
    keep(found, host, name, password);
    return found;
  }

  private static void keep(
      Map<String, BasicPassword> found, String host, String name, String password) {
    if (!host.isEmpty() && !name.isEmpty()) {
      found.putIfAbsent(host, new BasicPassword(name, password));
    }
  }

  /** The entry of a host. */
  public Optional<BasicPassword> of(String host) {
    return Optional.ofNullable(byHost.get(host.toLowerCase(Locale.ROOT)));
  }
}
