package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vosfs.fuse.MountTable;
import org.vosfs.fuse.Unmounter;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;

/**
 * A mount of this program on this machine, and how it is, in a word or two. Immutable.
 *
 * @param state as {@code vosfs list} explains it
 */
record MountState(MountTable.Entry entry, String state) {
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final String DEAD = "dead";

  /** All of them. */
  static List<MountState> all(Places places) throws IOException {
    List<MountState> all = new ArrayList<>();
    for (MountTable.Entry entry : MountTable.read().ours()) {
      all.add(new MountState(entry, state(places, entry.place())));
    }
    return all;
  }

  /** Those of this user whose process was killed. */
  static List<MountState> dead(Places places) throws IOException {
    return all(places).stream().filter(MountState::isDead).toList();
  }

  /** The mount itself is asked only when no process stands behind it: it could hang. */
  private static String state(Places places, Path place) throws IOException {
    Path socket = places.runtime().socket(place);
    try {
      Optional<JsonNode> answer = new ControlClient(socket).ask("ping", Map.of(), l -> {}, SILENCE);
      if (answer.isPresent()) {
        return "process " + answer.get().path("pid").asLong();
      }
    } catch (IOException | CommandException e) {
      return "silent";
    }
    return Unmounter.isDead(place) ? DEAD : "another user's";
  }

  boolean isDead() {
    return state.equals(DEAD);
  }

  /** What to do about a dead one. */
  String remedy() {
    return "mount %s there again, which sends what was not uploaded, or clear it away: vosfs umount %s"
        .formatted(entry.source(), entry.place());
  }
}
