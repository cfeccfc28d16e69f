package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.config.ConfigException;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.testing.TestAuthority;

/** The embedded server as a place to try credentials: what {@code vosfs serve --help} promises. */
class ServeTest {
  @TempDir Path directory;

  private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int vosfs(String... words) {
    said.reset();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Places places = new Places(directory, directory, Map.of(), new ProcessOwner(1000, 1000));
    return Main.run(
        new Context(
            places,
            out,
            out,
            request -> {
              throw new MountException("not in this test");
            }),
        words);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private DemoSettings settings(Profile profile, int lifetime, Serving.@Nullable Tls tls)
      throws ConfigException {
    Serving.Request request =
        new Serving.Request(
            directory.resolve("space"),
            profile.name().toLowerCase(Locale.ROOT),
            0,
            List.of("ana:ana-token"),
            0,
            null,
            new Serving.Service(lifetime, 0, "read-write"),
            tls);
    return Serving.settings(request).withClock(() -> Instant.ofEpochMilli(clock.get()));
  }

  private void netrc(String password) throws Exception {
    Files.writeString(
        directory.resolve(".netrc"), "machine 127.0.0.1 login ana password " + password + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void nameAndPasswordGiveATokenThatEndsAndANewOne(Profile profile) throws Exception {
    try (DemoServer server = DemoServer.start(settings(profile, 60, null))) {
      String endpoint = server.endpoint().toString();
      netrc("wrong");
      assertThat(vosfs("login", "--token", "--endpoint", endpoint)).isEqualTo(ExitCode.FAILED);
      assertThat(said()).contains("does not accept this name and password");
      netrc("ana");
      assertThat(vosfs("login", "--token", "--endpoint", endpoint)).as(said()).isZero();
      assertThat(said()).contains("logged in as ana");
      assertThat(vosfs("whoami", "--endpoint", endpoint)).as(said()).isZero();
      assertThat(said().lines().map(line -> line.replaceAll(" +", " "))).contains("user ana");
      clock.addAndGet(Duration.ofSeconds(60).toMillis());
      assertThat(vosfs("whoami", "--endpoint", endpoint)).isEqualTo(ExitCode.FAILED);
      assertThat(said()).contains("wrong or expired; renew it").hasLineCount(1);
      assertThat(vosfs("login", "--token", "--endpoint", endpoint)).as(said()).isZero();
      assertThat(vosfs("whoami", "--endpoint", endpoint)).as(said()).isZero();
    }
  }

  @Test
  void theRegistryThatTheHelpNamesHasTheService() throws Exception {
    try (DemoServer server = DemoServer.start(settings(Profile.VAULT, 0, null))) {
      netrc("ana");
      String options = "registry=" + server.registry() + ",resource=ivo://demo.vosfs.org/vault";
      assertThat(vosfs("login", "--token", "vos:", "-o", options)).as(said()).isZero();
      assertThat(vosfs("whoami", "vos:", "-o", options)).as(said()).isZero();
      assertThat(said()).contains(" ana");
    }
  }

  @Test
  void aCertificateIsGivenAndTaken() throws Exception {
    TestAuthority authority = new TestAuthority("Test", Instant.now());
    Path store = directory.resolve("server.p12");
    char[] password = "secret".toCharArray();
    try (var out = Files.newOutputStream(store)) {
      authority.server().keyStore(password).store(out, password);
    }
    Path secret = Files.writeString(directory.resolve("password"), "secret\n");
    Path ca = Files.writeString(directory.resolve("ca.pem"), authority.pem());
    Path given = Files.createDirectory(directory.resolve("given"));
    Serving.Tls tls = new Serving.Tls(store, secret, ca, given);
    try (DemoServer server = DemoServer.start(settings(Profile.VAULT, 0, tls))) {
      String options = "endpoint=" + server.endpoint() + ",ca-file=" + ca;
      netrc("ana");
      assertThat(vosfs("login", "-o", options)).isEqualTo(ExitCode.FAILED);
      assertThat(said()).contains("no certificate for ana").hasLineCount(1);
      Files.writeString(
          given.resolve("ana.pem"),
          authority.proxy(authority.user("ana"), Duration.ofDays(1)).pem());
      assertThat(vosfs("login", "-o", options)).as(said()).isZero();
      assertThat(vosfs("whoami", "-o", options)).as(said()).isZero();
      assertThat(said()).contains(" ana", "cadcproxy.pem", "valid");
    }
  }

  @Test
  void whatCannotBeServedIsOneLine() {
    String root = directory.resolve("space").toString();
    assertThat(vosfs("serve", "--root", root, "--certificates", "x")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("need --tls").hasLineCount(1);
    assertThat(vosfs("serve", "--root", root, "--user", "a/b:c")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("--user needs NAME:TOKEN").hasLineCount(1);
    assertThat(vosfs("serve", "--root", root, "--port", "70000")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("is not a port").hasLineCount(1);
  }
}
