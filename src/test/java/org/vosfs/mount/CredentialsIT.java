package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.SecureSpace;
import org.vosfs.testing.Shell;

/**
 * Logging in and mounting over TLS as users do: by certificate, token, cookie, name and password,
 * and as nobody; what ends while mounted is renewed from outside.
 */
class CredentialsIT {
  /** No measure of quickness: what a machine that does much else takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String PUBLIC = "ivo://ivoa.net/vospace/core#ispublic";

  @TempDir Path directory;
  private SecureSpace space;

  @BeforeAll
  static void fuse() {
    Mounted.assumeFuse();
  }

  @BeforeEach
  void serve() throws Exception {
    space = new SecureSpace(directory, Profile.VAULT);
  }

  @AfterEach
  void end() throws Exception {
    space.close();
  }

  private static String in(CliMount mount, String where, String script) throws Exception {
    return mount.sh(mount.root().resolve(where), script).ok();
  }

  @Test
  void logInAndAsk() throws Exception {
    Shell.Result none = space.program().run("login", "--status");
    assertThat(none.code()).as(none.toString()).isEqualTo(1);
    space.netrc("ana", "wrong");
    Shell.Result refused = space.program().run("login");
    assertThat(refused.errors()).contains("does not accept this name and password");
    assertThat(space.certificate()).doesNotExist();
    space.netrc("ana", "ana");
    assertThat(space.program().run("login", "--days-valid", "2").ok())
        .contains(space.certificate().toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(space.certificate())))
        .isEqualTo("rw-------");
    assertThat(space.program().run("login", "--status").ok())
        .contains("CN=ana,OU=users,O=test", "1 days 23 hours");
    assertThat(space.program().run("whoami", "vos:").ok())
        .contains("vos://demo.vosfs.org~vault", "user        ana", space.certificate().toString())
        .contains("token-file is not set", "where certificates usually are");
  }

  /** One way to be somebody: whoami, and a mount that writes. */
  private void isAna(String name, String option) throws Exception {
    String told = space.program().run("whoami", "vos:", "-o", option).ok();
    assertThat(told).as(option).contains("user        ana");
    CliMount mount = space.mount(name, "vos:").option(option);
    mount.mount();
    in(mount, "ana", "echo by " + name + " > " + name + "; cat " + name);
    String seen =
        told
            + mount.vosfs("status", mount.root().toString(), "--json").ok()
            + Files.readString(Path.of("/proc/" + mount.daemons().get(0).pid() + "/cmdline"));
    mount.umount();
    assertThat(space.demo().space().read("/ana/" + name)).asString().isEqualTo("by " + name + "\n");
    for (String secret : secrets()) {
      assertThat(seen + mount.log()).as("a secret of %s", option).doesNotContain(secret);
    }
  }

  /** What nobody else may see: tokens and keys of this test, as far as there are any. */
  private List<String> secrets() throws Exception {
    List<String> secrets = new ArrayList<>(List.of("YW5hOmFuYQ=="));
    Path token = space.home().resolve(".CONFIG/vosfs/token");
    if (Files.exists(token)) {
      secrets.add(Files.readString(token).strip());
    }
    if (Files.exists(space.certificate())) {
      secrets.add(Files.readAllLines(space.certificate()).get(3));
    }
    return secrets;
  }

  @Test
  void everyKindOfCredentialIsLoggedInWithAskedAboutAndMountedWith() throws Exception {
    space.netrc("ana", "ana");
    space.program().run("login", "--token").ok();
    Path token = space.home().resolve(".CONFIG/vosfs/token");
    isAna("kept", "auth=auto");
    space.program().run("login").ok();
    isAna("certificate", "auth=certificate");
    isAna("file", "token-file=" + token);
    isAna("command", "token-command=cat " + token);
    isAna("cookie", "cookie-file=" + token);
    isAna("netrc", "auth=netrc");
  }

  @Test
  void anonymousMountsReadWhatIsPublicAndNothingElse() throws Exception {
    space.demo().space().put("/ana/closed", new byte[] {1});
    space.demo().space().put("/ana/open", new byte[] {1});
    space.demo().space().setProperty("/ana/open", PUBLIC, "true");
    space.demo().space().setProperty("/ana", PUBLIC, "true");
    assertThat(space.program().run("whoami", "vos:").ok()).contains("nobody (anonymous)");
    CliMount mount = space.mount("nobody", "vos:");
    mount.mount();
    assertThat(in(mount, "ana", "ls; wc -c < open")).isEqualTo("closed\nopen\n1");
    for (String script : List.of("cat ana/closed", "echo x > ana/open", "mkdir ana/d")) {
      assertThat(mount.sh(mount.root(), script).output()).contains("Permission denied");
    }
    mount.umount();
  }

  @Test
  void nameAndPasswordAreShownToAServiceThatAsksForThemOnly() throws Exception {
    space.netrc("ana", "ana");
    Shell.Result unasked = space.program().run("whoami", "vos:", "-o", "auth=basic");
    assertThat(unasked.errors()).contains("wants a credential of another kind", "certificate");
    space.close();
    space = new SecureSpace(Files.createDirectory(directory.resolve("asks")), Profile.SPEC);
    space.netrc("ana", "ana");
    isAna("basic", "auth=basic");
    space.netrc("ana", "wrong");
    Shell.Result wrong = space.program().run("whoami", "vos:", "-o", "auth=basic");
    assertThat(wrong.errors()).contains("refuses the name and password for 127.0.0.1");
    // nor does it matter that no registry names the account services: this service does
    space.netrc("ana", "ana");
    String endpoint = space.demo().endpoint().toString();
    space.configure("");
    assertThat(space.program().run("login", "--endpoint", endpoint).ok())
        .contains(space.certificate().toString());
    assertThat(space.program().run("whoami", "vos:", "--endpoint", endpoint).ok())
        .contains("user        ana");
  }

  /** Several programs at work while tokens of a minute end as fast as the mount gets new ones. */
  @Test
  void aLoadOverManyTokenLifetimesHasNoErrors() throws Exception {
    space.netrc("ana", "ana");
    CliMount mount = space.mount("tokens", "vos:").option("auth=netrc").option("ttl=0");
    mount.mount();
    Path stop = space.directory().resolve("stop");
    List<CompletableFuture<Shell.Result>> programs = new ArrayList<>();
    for (int program = 0; program < 3; program++) {
      String script = LOAD.formatted(stop, program);
      programs.add(CompletableFuture.supplyAsync(() -> run(mount, script)));
    }
    try {
      for (int life = 0; life < LIVES; life++) {
        long before = logins();
        int requests = space.demo().requests().snapshot().size();
        space.later(SecureSpace.TOKEN_LIFETIME.plusSeconds(1));
        Awaitility.await("life with the next token")
            .atMost(PATIENCE)
            .until(
                () ->
                    logins() > before && space.demo().requests().snapshot().size() > requests + 20);
      }
    } finally {
      Files.createFile(stop);
    }
    for (CompletableFuture<Shell.Result> program : programs) {
      System.out.println("rounds of a program over the lifetimes: " + program.get().ok());
    }
    mount.umount();
    assertThat(mount.log()).doesNotContain("ERROR", "WARN");
    assertThat(logins()).isGreaterThanOrEqualTo(LIVES);
  }

  private static final int LIVES = 20;

  private static final String LOAD =
      """
      n=0
      mkdir p%2$s
      cd p%2$s
      while [ ! -e %1$s ]; do
        n=$((n + 1))
        seq $n > w$((n %% 7))
        ls -l > /dev/null
        [ "$(wc -l < w$((n %% 7)))" = $n ]
        mkdir d
        mv d e
        rmdir e
      done
      echo $n
      """;

  private static Shell.Result run(CliMount mount, String script) {
    try {
      return mount.sh(mount.root().resolve("ana"), script);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private long logins() {
    return space.demo().requests().snapshot().stream()
        .filter(request -> request.path().equals("/ac/login"))
        .count();
  }

  @Test
  void whatEndsWhileMountedIsRenewedFromOutside() throws Exception {
    space.demo().space().put("/ana/open", new byte[] {1, 2, 3});
    space.demo().space().setProperty("/ana/open", PUBLIC, "true");
    space.demo().space().setProperty("/ana", PUBLIC, "true");
    space.certificate(Duration.ofDays(1));
    CliMount mount = space.mount("renewed", "vos:").option("ttl=10m");
    mount.mount();
    in(mount, "ana", "echo before > before; ls -l; cat before open");
    awaitStored("/ana/before", "before\n");
    // the file is looked at every second; from then on the days of this certificate are numbered
    space.certificate(Duration.ofSeconds(4));
    awaitProblem(mount, "expired at");
    assertThat(in(mount, "ana", "ls; wc -c < open")).isEqualTo("before\nopen\n3");
    waitsAndGoes(mount, "expired at", () -> space.certificate(Duration.ofDays(1)));
    assertThat(in(mount, "ana", "mkdir d; rmdir d; cat before")).isEqualTo("before");
    mount.umount();
    assertThat(mount.log()).contains("has expired", "was renewed").doesNotContain("ERROR");
  }

  @Test
  void aTokenThatIsRefusedIsRenewedByItsFileOrCommand() throws Exception {
    for (String how : List.of("token-file=", "token-command=cat ")) {
      Path file = space.token(SecureSpace.ANA, "token");
      CliMount mount = space.mount("by-" + how.substring(6, 10), "vos:").option("ttl=10m");
      mount.option(how + file).mount();
      in(mount, "ana", "echo before > before; ls -l");
      awaitStored("/ana/before", "before\n");
      space.later(Duration.ofSeconds(61));
      assertThat(in(mount, "ana", "cat before")).isEqualTo("before");
      waitsAndGoes(
          mount,
          "is refused: wrong or expired; renew it",
          () -> space.token(SecureSpace.ANA, "token"));
      in(mount, "ana", "rm late before");
      mount.umount();
      assertThat(mount.log()).doesNotContain("ERROR");
    }
  }

  /** Something outside. */
  private interface Renewal {
    void run() throws Exception;
  }

  /** A write waits for the credential, is told to wait for it, and goes when it is renewed. */
  private void waitsAndGoes(CliMount mount, String problem, Renewal renewal) throws Exception {
    in(mount, "ana", "echo late > late; cat late");
    Awaitility.await("pending says " + problem)
        .atMost(PATIENCE)
        .until(
            () -> space.program().run("pending", mount.root().toString()).ok(),
            text -> text.contains("late") && text.contains("staged") && text.contains(problem));
    assertThat(space.demo().space().exists("/ana/late")).isFalse();
    renewal.run();
    long begun = System.nanoTime();
    awaitStored("/ana/late", "late\n");
    System.out.printf(
        "%s: uploaded %.1f s after the renewal%n", problem, (System.nanoTime() - begun) / 1e9);
  }

  private void awaitStored(String path, String text) {
    Awaitility.await("upload of " + path)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isStored(path, text));
  }

  private boolean isStored(String path, String text) throws Exception {
    return space.demo().space().exists(path)
        && new String(space.demo().space().read(path), java.nio.charset.StandardCharsets.UTF_8)
            .equals(text);
  }

  private void awaitProblem(CliMount mount, String problem) {
    Awaitility.await("status says " + problem)
        .atMost(PATIENCE)
        .until(
            () -> space.program().run("status", mount.root().toString()).ok(),
            text -> text.contains(problem));
  }
}
