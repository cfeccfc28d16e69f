package org.vosfs.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Something a mount does on request. Runs on a thread of its own connection. */
@FunctionalInterface
public interface Command {
  /**
   * Does it.
   *
   * @param request the whole request object
   * @param progress takes what happens meanwhile; fails when the asker has gone
   * @return the result, anything Jackson can write
   * @throws CommandException when it cannot be done; the asker sees the message
   * @throws IOException when the asker has gone
   */
  Object run(JsonNode request, Progress progress) throws CommandException, IOException;

  /** Tells the asker how far it is. */
  @FunctionalInterface
  interface Progress {
    void tell(Object state) throws IOException;
  }
}
