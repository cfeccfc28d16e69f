package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.ProxyCertificate;
import org.vosfs.demo.DemoServer;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.status.ControlServer;
import org.vosfs.status.RuntimeDirectory;
import org.vosfs.testing.TestAuthority;

/** What {@code --json} prints: one object, with names that stay, and never a secret. */
class ForScriptsTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final ThreadFactory THREADS =
      work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
      };

  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  private Places places() {
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
    return new Places(directory, directory, environment, new ProcessOwner(1000, 1000));
  }

  private int vosfs(String... words) {
    said.reset();
    complained.reset();
    return Main.run(
        new Context(
            places(),
            new PrintStream(said, true, StandardCharsets.UTF_8),
            new PrintStream(complained, true, StandardCharsets.UTF_8),
            request -> {
              throw new MountException("not in this test");
            }),
        words);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(said.toString(StandardCharsets.UTF_8));
  }

  private static JsonNode tree(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static JsonNode tree(Map<String, Object> report) throws IOException {
    return tree(ForScripts.json(report));
  }

  @Test
  void whoOneIsAtTheServiceAndByWhat() throws Exception {
    Serving.Request request =
        new Serving.Request(
            directory.resolve("space"),
            "vault",
            0,
            List.of("ana:secret-of-ana"),
            0,
            null,
            new Serving.Service(0, 0, "read-write"),
            null);
    Path token = Files.writeString(directory.resolve("token"), "secret-of-ana\n");
    try (DemoServer server = DemoServer.start(Serving.settings(request))) {
      String endpoint = "endpoint=" + server.endpoint();
      String named = endpoint + ",token-file=" + token;
      assertThat(vosfs("whoami", "vos:", "--json", "-o", named)).isZero();
      assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
      assertThat(json().path("user").asText()).isEqualTo("ana");
      assertThat(json().path("space").asText()).startsWith("vos://");
      assertThat(json().path("notUsed")).isEmpty();
      assertThat(json().path("credential").path("source").asText()).contains(token.toString());
      assertThat(json().path("credential").path("reason").asText())
          .isEqualTo("token-file is set (-o)");

      assertThat(vosfs("whoami", "vos:", "--json", "-o", endpoint)).isZero();
      assertThat(json().has("user")).isFalse();
      assertThat(json().path("credential"))
          .isEqualTo(
              tree(
                  """
                  {"source": "no credential (anonymous)", "reason": "there is no other"}
                  """));
      assertThat(json().path("notUsed")).hasSizeGreaterThan(5);

      Files.writeString(token, "wrong-secret\n");
      assertThat(vosfs("whoami", "vos:", "--json", "-o", named)).isEqualTo(ExitCode.FAILED);
      assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
      assertThat(complained.toString(StandardCharsets.UTF_8))
          .contains("wrong or expired")
          .hasLineCount(1);
    }
  }

  @Test
  void howLongTheCertificateIsValid() throws Exception {
    TestAuthority authority = new TestAuthority("Test", NOW);
    Path file = directory.resolve("ana.pem");
    Files.writeString(file, authority.proxy(authority.user("ana"), Duration.ofDays(1)).pem());
    Credentials certificate = new ProxyCertificate(file, () -> NOW);
    CredentialChoice choice = new CredentialChoice(certificate, "certfile is set (-o)", List.of());
    assertThat(certificate.proof()).isNotNull();
    Instant end = certificate.expires().orElseThrow();
    JsonNode valid = tree(LoginCommand.report(choice, end.minusSeconds(7260)));
    assertThat(valid.path("valid").asBoolean()).isTrue();
    JsonNode told = valid.path("credential");
    assertThat(told.path("source").asText()).contains(file.toString());
    assertThat(told.path("identity").asText()).contains("ana");
    assertThat(Instant.parse(told.path("expires").asText())).isEqualTo(end);
    assertThat(told.path("secondsLeft").isNumber()).isTrue();
    assertThat(told.path("secondsLeft").asLong()).isEqualTo(7260);
    assertThat(told.has("problem")).isFalse();
    assertThat(valid.toString()).doesNotContain("PRIVATE", "BEGIN");

    JsonNode ended = tree(LoginCommand.report(choice, end.plusSeconds(1)));
    assertThat(ended.path("valid").asBoolean(true)).isFalse();
    assertThat(ended.path("credential").path("secondsLeft").asLong(-1)).isZero();
    assertThat(WhoamiCommand.report("vos://x", "ana", choice, end.minusSeconds(5)).toString())
        .contains("secondsLeft=5");
  }

  @Test
  void theExitCodeOfLoginStatusIsTheOneWithoutJson() throws Exception {
    String service = "endpoint=http://127.0.0.1:1/vault";
    assertThat(vosfs("login", "--status", "-o", service)).isEqualTo(ExitCode.FAILED);
    assertThat(vosfs("login", "--status", "--json", "-o", service)).isEqualTo(ExitCode.FAILED);
    assertThat(json().path("valid").asBoolean(true)).isFalse();
    assertThat(json().path("notUsed").toString()).contains("cadcproxy.pem does not exist");

    Path token = Files.writeString(directory.resolve("token"), "secret\n");
    String known = service + ",token-file=" + token;
    assertThat(vosfs("login", "--status", "-o", known)).isZero();
    assertThat(vosfs("login", "--status", "--json", "-o", known)).isZero();
    assertThat(json().path("valid").asBoolean()).isTrue();
    assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("secret");

    Files.delete(token);
    assertThat(vosfs("login", "--status", "-o", known)).isEqualTo(ExitCode.FAILED);
    assertThat(vosfs("login", "--status", "--json", "-o", known)).isEqualTo(ExitCode.FAILED);
    assertThat(json().path("valid").asBoolean(true)).isFalse();
    assertThat(json().path("credential").path("problem").asText()).contains(token.toString());
  }

  @Test
  void jsonOfALoginIsRefusedBeforeAnybodyIsAsked() {
    assertThat(vosfs("login", "--json")).isNotZero();
    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("--json goes with --status only")
        .hasLineCount(1);
  }

  @Test
  void cachesOfAllMountsAreOneObject() throws Exception {
    assertThat(vosfs("cache", "status", "--json")).isZero();
    assertThat(json()).isEqualTo(tree("{\"mounts\": []}"));

    RuntimeDirectory runtime = places().runtime();
    runtime.create();
    Path socket = runtime.socket(Path.of("/home/ana/vos"));
    String cache =
        """
        "directory": "/c", "bytes": 1024, "limit": 2048, "files": 3, "hits": 5, "misses": 1,
        "fetchedBytes": 4096, "evictedBytes": 0
        """;
    JsonNode status = tree("{\"mountPoint\": \"/home/ana/vos\", \"cache\": {" + cache + "}}");
    try (ControlServer server =
        ControlServer.start(socket, Map.of("status", (request, progress) -> status), THREADS)) {
      String expected = "{\"mounts\": [{\"mountPoint\": \"/home/ana/vos\", " + cache + "}]}";
      assertThat(vosfs("cache", "status", "--json")).isZero();
      assertThat(json()).isEqualTo(tree(expected));
      assertThat(vosfs("cache", "status", "--json", "/home/ana/vos")).isZero();
      assertThat(json()).isEqualTo(tree(expected));
      assertThat(vosfs("cache", "status")).isZero();
      assertThat(said.toString(StandardCharsets.UTF_8))
          .startsWith("/home/ana/vos: 1.0 KiB of 2.0 KiB in 3 files in /c; 5 reads served from it");
    }
    assertThat(vosfs("cache", "status", "--json", "/home/ana/vos")).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
