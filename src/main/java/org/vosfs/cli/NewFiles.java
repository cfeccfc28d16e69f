package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** What a shell would make a new file with. */
final class NewFiles {
  private static final int OCTAL = 8;

  private NewFiles() {}

  /** Readable and writable as far as the process's umask lets it. */
  static Set<PosixFilePermission> permissions() throws IOException {
    int umask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Umask:"))
            .mapToInt(line -> Integer.parseInt(line.substring(6).strip(), OCTAL))
            .findFirst()
            .orElse(077);
    Set<PosixFilePermission> all = EnumSet.copyOf(PosixFilePermissions.fromString("rw-rw-rw-"));
    PosixFilePermission[] bits = PosixFilePermission.values();
    for (int i = 0; i < bits.length; i++) {
      if ((umask >> (bits.length - 1 - i) & 1) == 1) {
        all.remove(bits[i]);
      }
    }
    return all;
  }
}
