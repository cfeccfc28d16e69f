package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.SecureSpace;
import org.vosfs.testing.Shell;

/** The names a space is mounted by, and several spaces side by side. */
class SpacesIT {
  @TempDir Path directory;
  private SecureSpace space;

  @BeforeEach
  void serve() throws Exception {
    Mounted.assumeFuse();
    space = new SecureSpace(directory, Profile.VAULT);
    space.certificate(Duration.ofDays(1));
    space.demo().space().mkdirs("/ana/run1/deep");
    space.demo().space().put("/ana/run1/deep/f", new byte[] {1});
  }

  @AfterEach
  void end() throws Exception {
    space.close();
  }

  @Test
  void everyFormOfNameMountsTheDirectoryItNames() throws Exception {
    String endpoint = space.demo().endpoint().toString();
    space.configure(""); // no table tells what vos: is
    List<CliMount> mounts = new ArrayList<>();
    for (String name :
        List.of(
            "vos://demo.vosfs.org~vault/ana/run1",
            "vos://demo.vosfs.org!vault/ana/run1/",
            "ivo://demo.vosfs.org/vault/ana/run1")) {
      CliMount mount = space.mount("m" + mounts.size(), name);
      mounts.add(mount);
      mount.mount();
    }
    CliMount plain = space.mount("m3", "vos:ana/run1").option("endpoint=" + endpoint);
    plain.mount();
    mounts.add(plain);
    CliMount deeper = space.mount("m4", "vos:ana/run1/deep").option("endpoint=" + endpoint);
    deeper.mount();
    mounts.add(deeper);
    for (CliMount mount : mounts.subList(0, 4)) {
      assertThat(mount.sh(mount.root(), "find . -type f").ok()).isEqualTo("./deep/f");
    }
    // all of them side by side are one space: what one writes, the others have
    plain.sh(deeper.root(), "echo deeper > g; vdir > /dev/null").ok();
    for (CliMount mount : mounts) {
      mount.umount();
    }
    assertThat(space.demo().space().read("/ana/run1/deep/g")).asString().isEqualTo("deeper\n");
  }

  @Test
  void theOptionEndpointIsTheSameAsTheWord() throws Exception {
    space.configure("");
    Path place = Files.createDirectories(space.directory().resolve("long/mount"));
    CliMount mount = space.mount("long", "vos:");
    Shell.Result made =
        space
            .program()
            .run("mount", "vos:ana", place.toString(), "--endpoint", space.demo().endpoint() + "");
    assertThat(made.code()).as(made.toString()).isZero();
    assertThat(mount.sh(mount.root(), "ls").ok()).isEqualTo("run1");
    mount.umount();
  }

  @Test
  void prefixesComeFromTheVosClientsFileAndSpacesStandSideBySide() throws Exception {
    try (SecureSpace cavern =
        new SecureSpace(Files.createDirectory(directory.resolve("other")), Profile.CAVERN)) {
      space.configure(
          "[space.arc]\nendpoint = \"%s\"\n".formatted(cavern.demo().endpoint().toString()));
      Path file = Files.createDirectories(space.home().resolve(".config/vos"));
      Files.writeString(
          file.resolve("vos-config"),
          "[vos]\nresourceID = ivo://demo.vosfs.org/vault\n    ivo://demo.vosfs.org/vault mine\n");
      CliMount vos = space.mount("vos", "vos:ana");
      CliMount mine = space.mount("mine", "mine:ana/run1");
      CliMount arc = space.mount("arc", "arc:home/ana");
      for (CliMount mount : List.of(vos, mine, arc)) {
        mount.mount();
      }
      vos.sh(space.directory(), "cp -r vos/mount/run1 arc/mount/; echo x > mine/mount/x").ok();
      assertThat(vos.sh(space.directory(), "ls arc/mount/run1/deep mine/mount").ok())
          .isEqualTo("arc/mount/run1/deep:\nf\n\nmine/mount:\ndeep\nx");
      for (CliMount mount : List.of(vos, mine, arc)) {
        mount.umount();
      }
      assertThat(cavern.demo().space().read("/home/ana/run1/deep/f")).containsExactly(1);
      assertThat(space.demo().space().exists("/ana/run1/x")).isTrue();
    }
    space.configure("");
    Shell.Result unknown = space.program().run("whoami", "nix:");
    assertThat(unknown.errors()).contains("what is nix:?", "endpoint=URL", "[space.nix]");
  }
}
