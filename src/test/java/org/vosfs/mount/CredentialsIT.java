package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.DemoTls;
import org.vosfs.demo.DemoUser;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.Shell;
import org.vosfs.testing.TestAuthority;
import org.vosfs.testing.Vosfs;

/**
 * Logging in and mounting over TLS as users do: by certificate, token, cookie and netrc; what ends
 * while mounted is renewed from outside.
 */
class CredentialsIT {
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final String GROUP = "ivo://cadc.nrc.ca/gms?team";
  private static final DemoUser ANA = new DemoUser("ana", "ana-token").withGroups(GROUP);
  private static final DemoUser BEN = new DemoUser("ben", "ben-token").withGroups("ivo://x/gms?o");

  private static TestAuthority authority = new TestAuthority("unused", Instant.EPOCH);
  private static TestAuthority.Identity server = authority.server();
  private static TestAuthority.Identity ana = server;

  @TempDir Path directory;
  private final AtomicLong serverClock = new AtomicLong(System.currentTimeMillis());
  private DemoServer demo;
  private Vosfs program;
  private CliMount mount;
  private Path home;

  @BeforeAll
  static void certificates() {
    Mounted.assumeFuse();
    authority = new TestAuthority("Test authority", Instant.now());
    server = authority.server();
    ana = authority.user("ana");
  }

  @BeforeEach
  void serve() throws Exception {
    directory = directory.toRealPath();
    DemoTls tls =
        DemoTls.of(server.keyStore(PASSWORD), PASSWORD, List.of(authority.certificate()))
            .withProxies((user, days) -> authority.proxy(ana, Duration.ofDays(days)).pem());
    demo =
        DemoServer.start(
            DemoSettings.of(directory.resolve("space"), Profile.VAULT)
                .withUsers(ANA, BEN)
                .withTls(tls)
                .withClock(() -> Instant.ofEpochMilli(serverClock.get()))
                .with(b -> b.withTokenLifetime(Duration.ofSeconds(60))));
    home = Files.createDirectories(directory.resolve("user"));
    Path configuration = Files.createDirectories(home.resolve(".CONFIG/vosfs"));
    Files.writeString(directory.resolve("ca.pem"), authority.pem());
    Files.writeString(
        configuration.resolve("config.toml"),
        """
        ca-file = "%s"
        registry = "%s"
        quiet = "100ms"
        [space.vos]
        resource = "ivo://demo.vosfs.org/vault"
        """
            .formatted(directory.resolve("ca.pem"), demo.registry()));
    program = new Vosfs(home);
    mount = new CliMount(program, directory, demo.endpoint());
  }

  @AfterEach
  void end() throws Exception {
    try (DemoServer last = demo;
        CliMount first = mount) {
      assertThat(last).isNotNull();
      assertThat(first).isNotNull();
    }
  }

  private void netrc(String password) throws IOException {
    Files.writeString(
        home.resolve(".netrc"), "machine 127.0.0.1 login ana password " + password + "\n");
  }

  private Path proxy() {
    return home.resolve(".ssl/cadcproxy.pem");
  }

  private void write(Duration life) throws IOException {
    Files.createDirectories(home.resolve(".ssl"));
    Files.writeString(proxy(), authority.proxy(ana, life).pem());
  }

  private String ana(String script) throws Exception {
    return mount.sh(mount.root().resolve("ana"), script).ok();
  }

  @Test
  void logInAndAsk() throws Exception {
    Shell.Result none = program.run("login", "--status");
    assertThat(none.code()).as(none.toString()).isEqualTo(1);
    netrc("wrong");
    Shell.Result refused = program.run("login");
    assertThat(refused.errors()).contains("does not accept this name and password");
    assertThat(proxy()).doesNotExist();
    netrc("ana");
    assertThat(program.run("login", "--days-valid", "2").ok()).contains(proxy().toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(proxy())))
        .isEqualTo("rw-------");
    assertThat(program.run("login", "--status").ok())
        .contains("CN=ana,OU=users,O=test", "1 days 23 hours");
    assertThat(program.run("whoami", "vos:").ok())
        .contains("vos://demo.vosfs.org~vault", "user        ana", proxy().toString())
        .contains("token-file is not set", "where certificates usually are");
  }

  @Test
  void tokensOfAMinuteLastForManyMinutes() throws Exception {
    netrc("ana");
    mount.option("auth=netrc").option("resource=ivo://demo.vosfs.org/vault").option("ttl=0");
    mount.mount();
    for (int minute = 0; minute < 20; minute++) {
      ana("seq " + minute + " > f" + minute + "; ls > /dev/null; cat f* | wc -c; mkdir d" + minute);
      serverClock.addAndGet(61_000);
    }
    mount.umount();
    assertThat(demo.space().read("/ana/f19").length).isEqualTo(48);
    assertThat(mount.log()).doesNotContain("ERROR", "WARN", "password");
    long logins =
        demo.requests().snapshot().stream().filter(r -> r.path().equals("/ac/login")).count();
    assertThat(logins).isGreaterThanOrEqualTo(20);
  }

  @Test
  void tokenFileCommandAndCookieAreTheSameUser() throws Exception {
    netrc("ana");
    Path token = home.resolve(".CONFIG/vosfs/token");
    assertThat(program.run("login", "--token").ok()).contains(token.toString());
    for (String how :
        List.of(
            "auth=auto",
            "token-file=" + token,
            "token-command=cat " + token,
            "cookie-file=" + token)) {
      String told = program.run("whoami", "vos:", "-o", how).ok();
      assertThat(told).as(how).contains("user        ana");
      assertThat(told).doesNotContain(Files.readString(token).strip());
    }
    assertThat(program.run("whoami", "-o", "auth=anonymous").ok()).contains("nobody (anonymous)");
    mount.option("cookie-file=" + token);
    mount.mount();
    ana("echo by cookie > c");
    mount.umount();
    assertThat(demo.space().exists("/ana/c")).isTrue();
  }

  @Test
  void whatIsAnothersIsEaccesInEveryCall() throws Exception {
    for (String path : List.of("/ben/closed", "/ben/shared")) {
      demo.space().mkdirs(path);
      demo.space().put(path + "/f", new byte[] {1});
    }
    demo.space().setProperty("/ben/shared", "ivo://ivoa.net/vospace/core#groupread", GROUP);
    demo.space().setProperty("/ben/shared/f", "ivo://ivoa.net/vospace/core#groupread", GROUP);
    demo.space().setProperty("/ben", "ivo://ivoa.net/vospace/core#ispublic", "true");
    write(Duration.ofDays(1));
    mount.mount();
    assertThat(mount.sh(mount.root(), "ls ben/shared; wc -c < ben/shared/f").ok())
        .isEqualTo("f\n1");
    for (String script :
        List.of(
            "ls ben/closed",
            "cat ben/closed/f",
            "echo x > ben/closed/new",
            "echo x > ben/shared/new",
            "echo x > ben/shared/f",
            "mkdir ben/shared/d",
            "rm -f ben/shared/f",
            "mv ben/shared/f ben/shared/g",
            "mv ben/shared/f ana/f")) {
      Shell.Result result = mount.sh(mount.root(), script);
      assertThat(result.code()).as(script + ": " + result).isNotZero();
      assertThat(result.output()).as(script).contains("Permission denied");
    }
    mount.umount();
  }
}
