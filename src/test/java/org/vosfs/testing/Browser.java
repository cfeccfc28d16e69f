package org.vosfs.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * Chromium without a screen, told what to do by Debian's chromium-driver over WebDriver's HTTP. For
 * the time of a test; closing it ends both processes.
 */
public final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern PORT = Pattern.compile("successfully on port (\\d+)");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String base;
  private String session = "";

  private Browser(Process driver, int port) {
    this.driver = driver;
    this.base = "http://127.0.0.1:" + port;
  }

  /** Skips the test where there is no browser. */
  public static void assumeInstalled() {
    for (String program : List.of("chromium", "chromedriver")) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin", program)),
          "skipped: no " + program + " here; install chromium and chromium-driver");
    }
  }

  /**
   * Starts it.
   *
   * @param directory existing; for its profile and what the driver prints
   */
  public static Browser start(Path directory) throws IOException, InterruptedException {
    Path said = directory.resolve("driver.log");
    Process driver =
        new ProcessBuilder("/usr/bin/chromedriver", "--port=0")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Matcher port =
          Awaitility.await("the driver's port")
              .atMost(LIMIT)
              .failFast("the driver has ended", () -> !driver.isAlive())
              .until(() -> PORT.matcher(Files.readString(said)), Matcher::find);
      Browser browser = new Browser(driver, Integer.parseInt(port.group(1)));
      browser.begin(directory.resolve("profile"));
      return browser;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
      throw e;
    }
  }

  private void begin(Path profile) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "--headless=new",
            "--no-sandbox", // for root
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--user-data-dir=" + profile);
    Map<String, Object> options = Map.of("args", arguments, "binary", "/usr/bin/chromium");
    Map<String, Object> wanted =
        Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", options)));
    session = "/session/" + send("POST", "/session", wanted).path("sessionId").asText();
  }

  private JsonNode send(String method, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
    HttpResponse<String> reply =
        client.send(
            method.equals("POST")
                ? request.POST(BodyPublishers.ofString(JSON.writeValueAsString(body))).build()
                : request.method(method, BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    JsonNode value = JSON.readTree(reply.body()).path("value");
    if (reply.statusCode() != 200) {
      throw new IOException(value.path("error").asText() + ": " + value.path("message").asText());
    }
    return value;
  }

  /** Opens a page and waits until it is loaded. */
  public void open(String url) throws IOException, InterruptedException {
    send("POST", session + "/url", Map.of("url", url));
  }

  /** What a piece of script returns. */
  public JsonNode script(String script) throws IOException, InterruptedException {
    return send("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** Waits until an expression is true in the page. */
  public void await(String expression) {
    Awaitility.await(expression)
        .atMost(LIMIT)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(() -> script("return Boolean(" + expression + ")").asBoolean());
  }

  /** Clicks as a finger does; what is covered or switched off is not clicked. */
  public void click(String xpath) {
    Awaitility.await("click on " + xpath)
        .atMost(LIMIT)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(() -> clicked(xpath));
  }

  /** Moves on its page come between finding and clicking: then once more. */
  private boolean clicked(String xpath) throws IOException, InterruptedException {
    Map<String, Object> wanted = Map.of("using", "xpath", "value", xpath);
    String id = send("POST", session + "/element", wanted).path(ELEMENT).asText();
    send("POST", session + "/element/" + id + "/click", Map.of());
    return true;
  }

  /** Makes the screen so wide and high, in pixels of style sheets, as of a phone. */
  public void screen(int width, int height) throws IOException, InterruptedException {
    Map<String, Object> metrics =
        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true);
    devTools("Emulation.setDeviceMetricsOverride", metrics);
  }

  /** Has the page believe that the user likes dark, or light. */
  public void colors(String scheme) throws IOException, InterruptedException {
    Map<String, Object> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  private void devTools(String command, Map<String, Object> parameters)
      throws IOException, InterruptedException {
    send("POST", session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  /** What the console holds of errors, such as breaches of the page's own rules. */
  public List<String> problems() throws IOException, InterruptedException {
    JsonNode log = send("POST", session + "/se/log", Map.of("type", "browser"));
    List<String> problems = new ArrayList<>();
    for (JsonNode entry : log) {
      if (entry.path("level").asText().equals("SEVERE")) {
        problems.add(entry.path("message").asText());
      }
    }
    return problems;
  }

  /** A picture of what is seen, as PNG. */
  public byte[] picture() throws IOException, InterruptedException {
    return Base64.getDecoder().decode(send("GET", session + "/screenshot", Map.of()).asText());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> children = driver.descendants().toList();
    try {
      send("DELETE", session, Map.of());
    } finally {
      driver.destroy();
      children.forEach(ProcessHandle::destroyForcibly);
      children.forEach(child -> child.onExit().join());
      driver.waitFor();
    }
  }
}
