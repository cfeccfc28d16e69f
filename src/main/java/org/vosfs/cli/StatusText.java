package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vosfs.auth.Credentials;

/** What one mount said, for people. */
final class StatusText {
  /** Of running and of failed uploads, each; vosfs pending lists all. */
  private static final int MOST_ITEMS = 10;

  private final StringBuilder text = new StringBuilder();
  private final JsonNode mount;

  private StatusText(JsonNode mount) {
    this.mount = mount;
  }

  static String of(JsonNode mount) {
    StatusText text = new StatusText(mount);
    text.write();
    return text.text.toString();
  }

  private void write() {
    text.append(
        "%s on %s%s%n"
            .formatted(
                mount.path("space").asText(),
                mount.path("mountPoint").asText(),
                mount.path("readOnly").asBoolean() ? " (read-only)" : ""));
    line("process", mount.path("pid").asText() + " since " + mount.path("since").asText());
    String kernel = mount.path("kernel").asText();
    line(
        "driver",
        mount.path("fuseLibrary").asText() + (kernel.isEmpty() ? "" : ", Linux " + kernel));
    list("with", mount.path("fuseFeatures"));
    list("without", mount.path("fuseMissing"));
    service();
    line("uploads", uploads(mount.path("unsent"), mount.path("uploads").path("states")));
    repeated(mount.path("uploads"));
    items("running");
    items("failed");
    rates(mount.path("rates"));
    cache(mount.path("cache"), mount.path("metadata"));
    for (String place : List.of("page", "metrics")) {
      if (mount.has(place)) {
        line(place, mount.path(place).asText());
      }
    }
  }

  private void line(String label, String value) {
    text.append("  %-9s %s%n".formatted(label, value));
  }

  private void list(String label, JsonNode values) {
    if (!values.isEmpty()) {
      List<String> words = new ArrayList<>();
      values.forEach(value -> words.add(value.asText()));
      line(label, String.join(", ", words));
    }
  }

  private void service() {
    JsonNode service = mount.path("service");
    if (service.isObject()) {
      String offline = service.path("offline").asBoolean() ? ", offline" : "";
      line("service", service.path("root").asText() + " as " + user() + offline);
      silent(service.path("silent"));
    }
    JsonNode credential = mount.path("credential");
    if (credential.isObject()) {
      line("identity", identity(credential));
    }
  }

  private String identity(JsonNode credential) {
    String source = credential.path("source").asText();
    return source.equals(Credentials.anonymous().description())
        ? "anonymous (no credential)"
        : user() + " by " + source + validity(credential);
  }

  private void silent(JsonNode silent) {
    for (JsonNode one : silent) {
      line(
          "away",
          "since %s (%s): %s; last asked %s ago"
              .formatted(
                  one.path("since").asText(),
                  span(one.path("seconds").asLong()),
                  one.path("why").asText(),
                  span(one.path("lastAskedSeconds").asLong())));
    }
    if (!silent.isEmpty()) {
      line(
          "",
          "what is cached is served, what is written waits and goes by itself; to look closer:"
              + " vosfs doctor "
              + mount.path("space").asText()
              + ", with the -o that it was mounted with");
    }
  }

  private static String span(long seconds) {
    return seconds < 60 ? seconds + " s" : Validity.words(Duration.ofSeconds(seconds));
  }

  /** What has failed before and is tried again, with one reason for all. */
  private void repeated(JsonNode uploads) {
    int files = uploads.path("repeated").asInt();
    if (files > 0) {
      line(
          "waiting",
          "%s, %s: %s"
              .formatted(
                  files + (files == 1 ? " file" : " files"),
                  Trouble.next(uploads.path("nextSeconds").asLong()),
                  uploads.path("problem").asText()));
    }
  }

  private String user() {
    return mount.path("service").path("user").asText();
  }

  private static String validity(JsonNode credential) {
    String problem = credential.path("problem").asText("");
    if (!problem.isEmpty()) {
      return ": " + problem;
    }
    if (!credential.has("expires")) {
      return "";
    }
    Duration left = Duration.ofSeconds(credential.path("secondsLeft").asLong());
    return ", valid until "
        + credential.path("expires").asText()
        + " ("
        + Validity.words(left)
        + " left)";
  }

  private static String uploads(JsonNode unsent, JsonNode states) {
    int files = unsent.path("files").asInt();
    if (files == 0) {
      return "everything is on the server";
    }
    int failed = unsent.path("failed").asInt();
    List<String> words = new ArrayList<>();
    states.fieldNames().forEachRemaining(state -> words.add(states.get(state) + " " + state));
    return Amounts.files(files, unsent.path("bytes").asLong())
        + " to do"
        + (failed == 0 ? "" : ", " + failed + " of them failed")
        + (words.isEmpty() ? "" : "; in the queue: " + String.join(", ", words));
  }

  private void items(String state) {
    int shown = 0;
    for (JsonNode item : mount.path("uploads").path("items")) {
      if (item.path("state").asText().equals(state) && shown++ < MOST_ITEMS) {
        line(state, state.equals("running") ? moving(item) : stuck(item));
      }
    }
    if (shown > MOST_ITEMS) {
      line(state, "and " + (shown - MOST_ITEMS) + " more; see vosfs pending");
    }
  }

  private static String moving(JsonNode item) {
    long rate = item.path("rate").asLong();
    Duration left = Duration.ofSeconds(item.path("secondsLeft").asLong());
    return LiveLine.bar(item.path("sent").asLong(), item.path("size").asLong())
        + " "
        + item.path("path").asText()
        + (rate == 0
            ? ""
            : " %s/s, %d:%02d left"
                .formatted(Amounts.bytes(rate), left.toMinutes(), left.toSecondsPart()));
  }

  private static String stuck(JsonNode item) {
    return item.path("path").asText() + ": " + item.path("problem").asText();
  }

  private void rates(JsonNode rates) {
    if (!rates.isEmpty()) {
      line(
          "now",
          "receiving %s/s, sending %s/s, %.1f requests/s, %d running"
              .formatted(
                  Amounts.bytes(rates.path("receivedBytes").asLong()),
                  Amounts.bytes(rates.path("sentBytes").asLong()),
                  rates.path("requests").asDouble(),
                  mount.path("requests").path("running").asLong()));
    }
    String trouble = mount.path("requests").path("lastFailure").asText("");
    boolean told = !mount.path("service").path("silent").isEmpty();
    if (!trouble.isEmpty() && !told) {
      line("trouble", "last time without an answer: " + trouble);
    }
  }

  private void cache(JsonNode cache, JsonNode metadata) {
    if (cache.isObject()) {
      line(
          "cache",
          Amounts.bytes(cache.path("bytes").asLong())
              + " of "
              + Amounts.bytes(cache.path("limit").asLong())
              + " in "
              + cache.path("directory").asText()
              + share(cache, "of the reads served from it")
              + share(metadata, "of the questions about names answered from memory"));
    }
  }

  private static String share(JsonNode counters, String what) {
    long hits = counters.path("hits").asLong();
    long asked = hits + counters.path("misses").asLong();
    return asked == 0 ? "" : ", " + 100 * hits / asked + " % " + what;
  }
}
