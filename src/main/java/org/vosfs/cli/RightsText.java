package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.Rights;
import org.vosfs.fs.RightsChange;

/** Rights and their changes on the control socket, both ways. */
final class RightsText {
  private RightsText() {}

  static Map<String, Object> request(RightsChange change) {
    Map<String, Object> request = new HashMap<>();
    putFlag(request, "everybody", change.everybody());
    putFlag(request, "inherited", change.inherited());
    request.put("readers", request(change.readers()));
    request.put("writers", request(change.writers()));
    return request;
  }

  private static void putFlag(Map<String, Object> request, String name, @Nullable Boolean flag) {
    if (flag != null) {
      request.put(name, flag);
    }
  }

  private static Map<String, Object> request(RightsChange.Groups groups) {
    return Map.of("all", groups.all(), "add", groups.add(), "remove", groups.remove());
  }

  static RightsChange change(JsonNode request) {
    return new RightsChange(
        flag(request, "everybody"),
        groups(request.path("readers")),
        groups(request.path("writers")),
        flag(request, "inherited"));
  }

  private static @Nullable Boolean flag(JsonNode request, String name) {
    return request.has(name) ? request.path(name).asBoolean() : null;
  }

  private static RightsChange.Groups groups(JsonNode of) {
    return new RightsChange.Groups(
        of.path("all").asBoolean(), texts(of.path("add")), texts(of.path("remove")));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  static Map<String, Object> told(Rights rights) {
    return Map.of(
        "everybody",
        rights.everybody(),
        "readers",
        rights.readers(),
        "writers",
        rights.writers(),
        "inherited",
        rights.inherited());
  }
}
