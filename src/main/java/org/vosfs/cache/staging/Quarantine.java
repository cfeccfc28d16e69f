package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where damaged things are set aside: each with a note {@code NAME.note} beside it, whose first
 * line is the reason and whose further lines say what was known.
 */
final class Quarantine {
  private static final String NOTE = ".note";

  private final Path directory;

  Quarantine(Path directory) {
    this.directory = directory;
  }

  /** Moves {@code file}, which may be absent, and leaves a note that is on the disk before. */
  void take(Path file, String reason, String known) throws IOException {
    String name = freeName(String.valueOf(file.getFileName()));
    Path note = directory.resolve(name + NOTE);
    byte[] text = (reason + "\n" + known + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(note, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
    if (Files.exists(file)) {
      DataFile.move(file, directory.resolve(name));
    }
    Staging.LOG.error("quarantined {}: {}", name, reason);
  }

  private String freeName(String wanted) {
    String name = wanted;
    for (int i = 1; taken(name); i++) {
      name = wanted + "." + i;
    }
    return name;
  }

  private boolean taken(String name) {
    return Files.exists(directory.resolve(name)) || Files.exists(directory.resolve(name + NOTE));
  }

  List<Quarantined> list() throws IOException {
    List<Quarantined> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path note : entries.sorted().toList()) {
        String name = String.valueOf(note.getFileName());
        if (name.endsWith(NOTE)) {
          Path data = directory.resolve(name.substring(0, name.length() - NOTE.length()));
          String reason =
              Files.readString(note).lines().findFirst().orElse("no reason was written down");
          found.add(new Quarantined(Files.exists(data) ? data : note, reason));
        }
      }
    }
    return found;
  }
}
