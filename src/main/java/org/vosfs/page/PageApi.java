package org.vosfs.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;

/** What the page asks for, made of what the mount's commands answer. Thread-safe as these are. */
final class PageApi {
  /** All that is shown, in one answer. */
  static final String NOW = "now";

  /** What the page can do; each takes the {@code path} of a file. */
  static final Set<String> CHANGES = Set.of("retry", "discard");

  /** More files than a person looks at are only counted. */
  private static final int MOST_FILES = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Command> commands;

  PageApi(Map<String, Command> commands) {
    this.commands = Map.copyOf(commands);
  }

  /**
   * The status, its history, and the files that are not on the service: first those that need
   * somebody, then those that are being sent.
   */
  ObjectNode now() throws Refused, IOException {
    ObjectNode now = JSON.createObjectNode();
    if (run("status", JSON.createObjectNode()) instanceof ObjectNode status) {
      status.remove("page"); // the token is not repeated
      if (status.path("uploads") instanceof ObjectNode uploads) {
        uploads.remove("items"); // the files below are the same, under the names programs see
      }
      now.set("status", status);
    }
    now.set("history", run("history", JSON.createObjectNode()));
    List<JsonNode> files = new ArrayList<>();
    run("pending", JSON.createObjectNode().put("path", "/")).path("files").forEach(files::add);
    files.sort(Comparator.comparing(PageApi::rank));
    ArrayNode shown = now.putArray("files");
    files.stream().limit(MOST_FILES).forEach(shown::add);
    now.put("filesInAll", files.size());
    return now;
  }

  private static int rank(JsonNode file) {
    if (!file.path("queued").asBoolean()) {
      return 0;
    }
    return file.path("sent").asLong() > 0 ? 1 : 2;
  }

  /**
   * Does one of {@link #CHANGES}.
   *
   * @return as of the command
   */
  JsonNode change(String name, JsonNode body) throws Refused, IOException {
    JsonNode path = body.path("path");
    if (!path.isTextual() || !path.asText().startsWith("/")) {
      throw new Refused(400, "which file? A path is needed that begins with /");
    }
    if (name.equals("discard") && path.asText().chars().allMatch(c -> c == '/')) {
      throw new Refused(400, "one file at a time; vosfs discard takes whole directories");
    }
    return run(name, JSON.createObjectNode().put("path", path.asText()));
  }

  private JsonNode run(String name, JsonNode request) throws Refused, IOException {
    Command command = commands.get(name);
    if (command == null) {
      throw new Refused(404, "this mount does not know the request " + name);
    }
    try {
      return JSON.valueToTree(command.run(request, progress -> {}));
    } catch (CommandException e) {
      throw new Refused(409, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new Refused(400, String.valueOf(e.getMessage()));
    }
  }
}
