package org.vosfs.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that holds a secret; messages name the file and never its content. */
final class SmallFile {
  private SmallFile() {}

  /**
   * The whole text.
   *
   * @param what for messages, such as "token file"
   * @param limit most bytes
   */
  static String read(Path file, String what, int limit) throws IOException {
    try {
      if (Files.size(file) > limit) {
        throw new IOException("the " + what + " " + file + " is too long to be one");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("the " + what + " " + file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException("the " + what + " " + file + " may not be read", e);
    }
  }
}
