package org.vosfs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;

/** The page's HTTP, byte by byte: who is answered, and what. */
class PageServerTest {
  private static final String TOKEN = "correct-horse_battery";
  private static final String HOSTILE =
      "/a\"b</script><img src=x onerror=alert(1)>\u202egpj.\u0001";

  private final List<String> done = new ArrayList<>();
  private final List<Map<String, Object>> pending = new ArrayList<>();
  private PageServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    Map<String, Command> commands =
        Map.of(
            "status",
                (request, progress) -> Map.of("space", "vos:", "page", server.secretAddress()),
            "history", (request, progress) -> Map.of("times", List.of(1.5)),
            "pending", (request, progress) -> Map.of("files", List.copyOf(pending)),
            "retry", this::change,
            "discard", this::change);
    server =
        PageServer.start(
            0,
            TOKEN,
            commands,
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    port = URI.create(server.address()).getPort();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Object change(JsonNode request, Command.Progress progress) throws CommandException {
    String path = request.path("path").asText();
    if (path.equals("/open")) {
      throw new CommandException("/open is open; close it first");
    }
    done.add(path);
    return Map.of("files", 1);
  }

  /** An answer as it came. */
  private record Answer(int status, Map<String, String> headers, String body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  private Answer send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      assertThat(end).as(text).isPositive();
      List<String> head = text.substring(0, end).lines().toList();
      Map<String, String> headers = new LinkedHashMap<>();
      head.stream()
          .skip(1)
          .forEach(
              line ->
                  headers.put(
                      line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT),
                      line.substring(line.indexOf(':') + 2)));
      return new Answer(
          Integer.parseInt(head.get(0).split(" ", 3)[1]), headers, text.substring(end + 4));
    }
  }

  private String request(String line, String... headers) {
    return line
        + " HTTP/1.1\r\nConnection: close\r\n"
        + String.join("\r\n", headers)
        + (headers.length == 0 ? "" : "\r\n");
  }

  private String host() {
    return "Host: 127.0.0.1:" + port;
  }

  private static String token() {
    return "Authorization: Bearer " + TOKEN;
  }

  private Answer get(String path, String... headers) throws IOException {
    return send(request("GET " + path, headers) + "\r\n");
  }

  private Answer post(String path, String body, String... headers) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return send(request("POST " + path, headers) + "Content-Length: " + length + "\r\n\r\n" + body);
  }

  private Answer change(String name, String body) throws IOException {
    return post("/api/" + name, body, host(), token(), "Content-Type: application/json");
  }

  @ParameterizedTest
  @CsvSource({"/, text/html", "/page.css, text/css", "/page.js, text/javascript"})
  void theFixedFilesAreForEverybodyAndHoldNoSecret(String path, String type) throws IOException {
    Answer answer = get(path, host());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("content-type")).startsWith(type);
    assertThat(answer.headers())
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("referrer-policy", "no-referrer")
        .containsEntry("cache-control", "no-store")
        .containsEntry("x-frame-options", "DENY")
        .doesNotContainKeys("set-cookie", "access-control-allow-origin");
    assertThat(answer.headers().get("content-security-policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(answer.body()).doesNotContain(TOKEN);
    assertThat(send(request("HEAD " + path, host()) + "\r\n").body()).isEmpty();
  }

  /** The policy forbids it, so it would not work either. */
  @Test
  void nothingIsLoadedFromElsewhereAndNothingIsInline() throws IOException {
    String page = get("/", host()).body();
    Matcher places = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
    List<String> loaded = new ArrayList<>();
    while (places.find()) {
      loaded.add(places.group(1));
    }
    assertThat(loaded).containsExactly("data:,", "page.css", "page.js");
    assertThat(page)
        .doesNotContain("style=", "<style", "onclick")
        .doesNotContainPattern("<script>");
    assertThat(get("/page.js", host()).body())
        .doesNotContain("innerHTML", "outerHTML", "document.write", "eval(", "insertAdjacentHTML");
  }

  @Test
  void whoeverKnowsTheTokenIsToldEverythingButTheToken() throws IOException {
    pending.add(Map.of("path", "/late", "queued", true, "sent", 0));
    pending.add(Map.of("path", "/sending", "queued", true, "sent", 5));
    pending.add(Map.of("path", HOSTILE, "queued", false, "state", "failed"));
    Answer answer = get("/api/now", host(), token());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
    JsonNode now = answer.json();
    assertThat(now.path("status").path("space").asText()).isEqualTo("vos:");
    assertThat(now.path("history").path("times").path(0).asDouble()).isEqualTo(1.5);
    assertThat(now.path("filesInAll").asInt()).isEqualTo(3);
    assertThat(now.path("files").findValuesAsText("path"))
        .as("first what needs somebody, then what is on its way")
        .containsExactly(HOSTILE, "/sending", "/late");
    assertThat(answer.body()).doesNotContain(TOKEN);
  }

  @Test
  void moreFilesThanAnybodyReadsAreCounted() throws IOException {
    for (int i = 0; i < 1000; i++) {
      pending.add(Map.of("path", "/f" + i, "queued", true));
    }
    JsonNode now = get("/api/now", host(), token()).json();
    assertThat(now.path("files")).hasSize(200);
    assertThat(now.path("filesInAll").asInt()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: none",
        "Authorization: Bearer ",
        "Authorization: Bearer correct-horse_batterx",
        "Authorization: Bearer correct-horse_batteryy",
        "Authorization: Basic correct-horse_battery",
        "Cookie: token=correct-horse_battery"
      })
  void withoutTheTokenNothingIsTold(String header) throws IOException {
    assertThat(get("/api/now", host(), header).status()).isEqualTo(401);
    assertThat(get("/api/now?token=" + TOKEN, host(), header).status()).isEqualTo(401);
    assertThat(
            post(
                    "/api/discard",
                    "{\"path\":\"/x\"}",
                    host(),
                    header,
                    "Content-Type: application/json")
                .status())
        .isEqualTo(401);
    assertThat(done).isEmpty();
  }

  /** DNS rebinding: a name of somebody else's that leads here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:PORT.evil.example",
        ""
      })
  void anotherNameIsNotAnswered(String name) throws IOException {
    String header = "Host: " + name.replace("PORT", String.valueOf(port));
    for (String path : List.of("/", "/page.js", "/api/now")) {
      assertThat(get(path, header, token()).status()).isEqualTo(421);
    }
    assertThat(get("/", host(), header).status()).as("one of two names").isEqualTo(421);
    assertThat(get("/", "Host: localhost:" + port).status()).isEqualTo(200);
  }

  @Test
  void pagesOfOthersAreNotAnswered() throws IOException {
    String own = "Origin: http://127.0.0.1:" + port;
    assertThat(get("/api/now", host(), token(), own).status()).isEqualTo(200);
    for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
      assertThat(get("/api/now", host(), token(), "Origin: " + origin).status()).isEqualTo(403);
    }
    Answer asked =
        send(
            request(
                    "OPTIONS /api/retry",
                    host(),
                    "Origin: http://evil.example",
                    "Access-Control-Request-Method: POST")
                + "\r\n");
    assertThat(asked.status()).isEqualTo(403);
    assertThat(asked.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void aChangeIsPostedAsJsonForOneFile() throws IOException {
    assertThat(change("retry", "{\"path\":\"/\"}").status()).as("all of them").isEqualTo(200);
    String hostile = new ObjectMapper().writeValueAsString(Map.of("path", HOSTILE));
    assertThat(change("discard", hostile).json().path("files").asInt()).isEqualTo(1);
    assertThat(done).containsExactly("/", HOSTILE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"path\":7}",
        "{\"path\":\"\"}",
        "{\"path\":\"a\"}",
        "{\"path\":\"//\"}"
      })
  void whatNamesNoFileIsRefused(String body) throws IOException {
    assertThat(change("discard", body).status()).isEqualTo(400);
    assertThat(done).isEmpty();
  }

  @Test
  void everythingIsNeverDiscardedAtOnce() throws IOException {
    Answer answer = change("discard", "{\"path\":\"/\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").asText()).contains("one file at a time");
    assertThat(done).isEmpty();
  }

  @Test
  void otherMethodsKindsAndPlacesAreRefused() throws IOException {
    Answer got = get("/api/retry", host(), token());
    assertThat(got.status()).isEqualTo(405);
    assertThat(got.headers()).containsEntry("allow", "POST");
    assertThat(post("/api/now", "{}", host(), token()).status()).isEqualTo(405);
    assertThat(post("/", "{}", host(), token()).status()).isEqualTo(405);
    assertThat(post("/api/retry", "path=/", host(), token(), "Content-Type: text/plain").status())
        .isEqualTo(415);
    assertThat(change("retry", "{\"path\":\"/" + "x".repeat(70_000) + "\"}").status())
        .isEqualTo(413);
    for (String path :
        List.of("/x", "/../page.js", "/api/", "/api/unmount", "/api", "/page.class")) {
      assertThat(get(path, host(), token()).status()).as(path).isEqualTo(404);
    }
    assertThat(done).isEmpty();
  }

  @Test
  void whatTheMountRefusesIsTold() throws IOException {
    Answer answer = change("discard", "{\"path\":\"/open\"}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().path("error").asText()).isEqualTo("/open is open; close it first");
  }

  @Test
  void aPortThatIsTakenIsRefused() {
    assertThatThrownBy(() -> PageServer.start(port, TOKEN, Map.of(), Thread::new))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theTokenIsInTheFragmentThatBrowsersKeepToThemselves() {
    URI secret = URI.create(server.secretAddress());
    assertThat(secret.getFragment()).isEqualTo(TOKEN);
    assertThat(secret.getHost()).isEqualTo("127.0.0.1");
    assertThat(secret.getQuery()).isNull();
    assertThat(server.address()).doesNotContain(TOKEN);
  }
}
