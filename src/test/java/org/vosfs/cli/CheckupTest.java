package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.cli.Finding.Grade;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;

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

  @Test
  void aClockThatIsOffIsTold() throws IOException {
    try (DemoServer server = DemoServer.start(DemoSettings.of(directory, Profile.VAULT))) {
      URI endpoint = URI.create(server.endpoint().toString());
      assertThat(clock(Duration.ZERO).clock(endpoint).grade()).isEqualTo(Grade.FINE);
      assertThat(clock(Duration.ofHours(1)).clock(endpoint).found()).matches(".* by 3[56].. s");
    }
  }

  @Test
  void aServiceThatIsNotThereIsBroken() {
    Finding finding = clock(Duration.ZERO).clock(URI.create("http://127.0.0.1:1/vault"));
    assertThat(finding.grade()).isEqualTo(Grade.BROKEN);
  }

  private static ServiceCheckup clock(Duration off) {
    return new ServiceCheckup(System::nanoTime, () -> Instant.now().plus(off));
  }
}
