package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** How far work on a whole tree is, in words: only what is known. */
final class TreeText {
  private TreeText() {}

  /**
   * @param state as {@link TreeRequests#told}
   * @param verb what is done to each node, such as "removed"
   */
  static String progress(JsonNode state, String verb) {
    String phase = state.path("phase").asText().toLowerCase(Locale.ROOT);
    String who = phase.isEmpty() ? "" : "the service's job is " + phase;
    String what = "";
    if (state.has("done")) {
      what = state.path("done").asLong() + " " + verb;
    } else if (state.has("left")) {
      long left = state.path("left").asLong();
      what = left + (left == 1 ? " entry" : " entries") + " still listed in it";
    }
    return who + (who.isEmpty() || what.isEmpty() ? "" : ", ") + what;
  }
}
