package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.Proof;
import org.vosfs.auth.SecurityMethod;
import org.vosfs.auth.Tls;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.cli.Finding.Grade;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.http.Traffic;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

class CheckupTest {
  @TempDir Path directory;

  private static Finding about(List<Finding> findings, String what) {
    return findings.stream().filter(f -> f.what().equals(what)).findAny().orElseThrow();
  }

  private List<Finding> machine() {
    return new MachineCheckup(directory, false, Map.of("PATH", "/bin"), Optional.empty()).run();
  }

  @Test
  void aMachineWithoutFuseIsToldWhatToInstall() {
    assertThat(about(machine(), "/dev/fuse").fix()).contains("modprobe fuse");
    assertThat(about(machine(), "fusermount").fix()).isEqualTo("apt install fuse3");
    assertThat(about(machine(), "native layer").grade()).isEqualTo(Grade.WARNING);
  }

  @Test
  void aHelperThatMayNotMountIsToldFromOneThatMay() throws IOException {
    Path helper = Files.createDirectories(directory.resolve("bin")).resolve("fusermount");
    Files.writeString(helper, "#!/bin/sh\n");
    Files.setAttribute(helper, "unix:mode", 0100755);
    assertThat(about(machine(), "fusermount").found()).contains("not setuid");
    Files.setAttribute(helper, "unix:mode", 0104755);
    assertThat(about(machine(), "fusermount").grade()).isEqualTo(Grade.FINE);
  }

  @Test
  void aMissingTableOfMountsIsToldToOrdinaryUsers() throws IOException {
    assertThat(about(machine(), "/etc/mtab").fix()).contains("ln -s /proc/self/mounts");
    Path etc = Files.createDirectories(directory.resolve("etc"));
    Files.createSymbolicLink(etc.resolve("mtab"), Path.of("/nowhere"));
    assertThat(machine()).noneMatch(finding -> finding.what().equals("/etc/mtab"));
  }

  @ParameterizedTest
  @CsvSource({
    "6.1.0-13-amd64, no passthrough before Linux 6.9",
    "6.9.3, passthrough needs the native layer and root"
  })
  void whatTheKernelCanDoIsSaid(String release, String found) throws IOException {
    Path kernel = Files.createDirectories(directory.resolve("proc/sys/kernel"));
    Files.writeString(kernel.resolve("osrelease"), release + "\n");
    assertThat(about(machine(), "kernel").found()).isEqualTo(release + "; " + found);
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, FINE, ''",
    "nfs4, WARNING, local disk",
    "tmpfs, WARNING, write-through=close",
    "overlay, WARNING, volume"
  })
  void whereUnsentFilesWouldLieIsJudged(String type, Grade grade, String fix) {
    Finding finding = new PlaceCheckup(directory, 1, System::nanoTime).kind(type);
    assertThat(finding.grade()).isEqualTo(grade);
    assertThat(finding.fix()).contains(fix);
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsBroken() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    List<Finding> findings = new PlaceCheckup(file.resolve("x"), 1, System::nanoTime).run();
    assertThat(findings).extracting(Finding::grade).containsExactly(Grade.BROKEN);
  }

  @Test
  void aDiskSmallerThanTheCacheIsTold() {
    Finding finding = new PlaceCheckup(directory, 2048, System::nanoTime).room(1024);
    assertThat(finding.found()).isEqualTo("1.0 KiB, and cache-size is 2.0 KiB");
    assertThat(new PlaceCheckup(directory, 1, System::nanoTime).run())
        .noneMatch(f -> f.grade() == Grade.BROKEN);
    assertThat(directory).isEmptyDirectory();
  }

  private static AccessCheckup access(Duration off) {
    WebProbe web = new WebProbe(Tls.standard().context(null), System::nanoTime);
    return new AccessCheckup(web, () -> Instant.now().plus(off));
  }

  private DemoServer demo() throws IOException {
    return DemoServer.start(DemoSettings.of(directory, Profile.VAULT));
  }

  @Test
  void aClockThatIsOffIsTold() throws IOException {
    try (DemoServer server = demo()) {
      AccessCheckup right = access(Duration.ZERO);
      right.service(server.endpoint());
      assertThat(about(right.findings(), "clock").grade()).isEqualTo(Grade.FINE);
      AccessCheckup wrong = access(Duration.ofHours(1));
      wrong.service(server.endpoint());
      assertThat(about(wrong.findings(), "clock").found()).matches(".* by 3[56].. s");
    }
  }

  @Test
  void aServiceThatIsNotThereIsBroken() throws IOException {
    AccessCheckup checkup = access(Duration.ZERO);
    checkup.service(URI.create("http://127.0.0.1:1/vault"));
    assertThat(about(checkup.findings(), "endpoint").grade()).isEqualTo(Grade.BROKEN);
    try (DemoServer server = demo()) {
      AccessCheckup other = access(Duration.ZERO);
      other.service(server.endpoint().resolve("/nowhere"));
      assertThat(about(other.findings(), "endpoint").found()).contains("status 404");
    }
  }

  @Test
  void registriesAreAskedOneByOneAndTheFirstThatKnowsWins() throws IOException {
    try (DemoServer server = demo()) {
      AccessCheckup checkup = access(Duration.ZERO);
      URI away = URI.create("http://127.0.0.1:1/reg");
      Optional<URI> found =
          checkup.registries(List.of(away, server.registry()), "ivo://demo.vosfs.org/vault");
      assertThat(found).contains(URI.create(server.endpoint() + "/capabilities"));
      assertThat(checkup.findings())
          .extracting(Finding::grade)
          .containsExactly(Grade.WARNING, Grade.FINE);
      AccessCheckup unknown = access(Duration.ZERO);
      assertThat(unknown.registries(List.of(server.registry()), "ivo://nobody/x")).isEmpty();
      assertThat(unknown.findings())
          .extracting(Finding::grade)
          .containsExactly(Grade.WARNING, Grade.BROKEN);
      assertThat(unknown.findings().get(1).fix()).contains("endpoint=URL");
    }
  }

  @Test
  void aServerThatTheCapabilitiesNameAndThatIsAwayIsTold() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] document =
        "<c><accessURL use=\"base\">http://127.0.0.1:1/nodes</accessURL><accessURL>no uri\\</accessURL></c>"
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/x/capabilities",
        exchange -> {
          exchange.sendResponseHeaders(200, document.length);
          exchange.getResponseBody().write(document);
          exchange.close();
        });
    server.start();
    try {
      AccessCheckup checkup = access(Duration.ZERO);
      checkup.service(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x/"));
      assertThat(about(checkup.findings(), "server").found())
          .startsWith("http://127.0.0.1:1/nodes cannot be reached");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, BROKEN, expired", "3600, WARNING, 1 hours 0 minutes", "864000, FINE, 10 days"})
  void theEndOfACredentialIsTold(long seconds, Grade grade, String found) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Finding finding = CredentialCheckup.of(choice(Optional.of(now.plusSeconds(seconds))), now);
    assertThat(finding.grade()).isEqualTo(grade);
    assertThat(finding.found()).contains("a test, since it is one", found);
    assertThat(finding.fix()).matches(grade == Grade.FINE ? "" : "vosfs login.*");
  }

  private static CredentialChoice choice(Optional<Instant> end) {
    Credentials credentials =
        new Credentials() {
          @Override
          public List<SecurityMethod> methods() {
            return List.of();
          }

          @Override
          public Proof proof() throws IOException {
            return Credentials.anonymous().proof();
          }

          @Override
          public boolean refresh(Proof refused) {
            return false;
          }

          @Override
          public Optional<Instant> expires() {
            return end;
          }

          @Override
          public String description() {
            return "a test";
          }
        };
    return new CredentialChoice(credentials, "it is one", List.of());
  }

  @Test
  void howFastItIsIsMeasuredWithTheFirstBigFileFound() throws Exception {
    try (DemoServer server = demo();
        Workers workers = new Workers()) {
      server.space().mkdirs("/demo/deep");
      server.space().put("/demo/deep/big", new byte[2 << 20]);
      server.space().put("/demo/small", new byte[10]);
      try (VospaceClient client =
          RemoteVospaceClient.connect(
              RemoteSettings.of(server.endpoint().toString(), NodePath.ROOT, "test"),
              ServiceAccess.surroundings(System::nanoTime, workers.timer(), new Traffic()))) {
        List<Finding> findings = new ServiceCheckup(System::nanoTime).service(client);
        assertThat(about(findings, "throughput").found()).contains("2.0 MiB of /demo/deep/big");
        List<Finding> slow = new ServiceCheckup(hours()).service(client);
        assertThat(about(slow, "throughput").grade()).isEqualTo(Grade.WARNING);
      }
    }
  }

  /** Each look is an hour after the last. */
  private static Ticker hours() {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(Duration.ofHours(1).toNanos());
  }
}
