package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;

/** Asks a mount for a part of a FITS file, and hands it on. */
final class PartFetch {
  private final Context context;

  PartFetch(Context context) {
    this.context = context;
  }

  /**
   * Writes a part to a file, or to standard output.
   *
   * @throws CommandException with one line when there is no such part
   */
  void fetch(String path, String spec, @Nullable String output)
      throws IOException, MountException, CommandException {
    Asking asking = new Asking(context.places());
    InMount file = InMount.of(context.places(), followed(path));
    for (int tries = 0; ; tries++) {
      JsonNode told = asking.ask(file, "cutout", Map.of("spec", spec), line -> {});
      try {
        hand(Path.of(told.path("file").asText()), output);
        return;
      } catch (NoSuchFileException e) {
        if (tries > 2) { // others needed its room in this moment
          throw e;
        }
      }
    }
  }

  /** Where a link leads; what does not exist is left to the mount to tell. */
  private String followed(String path) {
    try {
      return context.places().working().resolve(path).toRealPath().toString();
    } catch (IOException e) {
      return path;
    }
  }

  private void hand(Path part, @Nullable String output) throws IOException, CommandException {
    if (output != null) {
      Path to = context.places().working().resolve(output);
      Files.copy(part, to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (InputStream in = Files.newInputStream(part)) {
      in.transferTo(context.out());
    }
    context.out().flush();
    if (context.out().checkError()) {
      throw new CommandException("standard output takes no more");
    }
  }
}
