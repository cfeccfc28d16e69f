package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.SecureSpace;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;

/** Archives of what this user may not read wholly. */
class ArchiveIT {
  private static final String PUBLIC = "ivo://ivoa.net/vospace/core#ispublic";

  @TempDir Path directory;

  @Test
  @Statement(
      "What the service left out of an archive, since this user may not read it, is told line by"
          + " line, and the exit code is 1")
  void whatAnArchiveLacksIsTold() throws Exception {
    Mounted.assumeFuse();
    try (SecureSpace space = new SecureSpace(directory, Profile.VAULT)) {
      space.demo().space().mkdirs("/ana/shared");
      for (String file : List.of("/ana/shared/f", "/ana/shared/secret")) {
        space.demo().space().put(file, new byte[] {1});
      }
      for (String path : List.of("/ana", "/ana/shared", "/ana/shared/f")) {
        space.demo().space().setProperty(path, PUBLIC, "true");
      }
      CliMount mount = space.mount("nobody", "vos:");
      mount.mount();
      for (String format : List.of("zip", "tar")) {
        Path archive = Files.createDirectories(space.home().resolve("out")).resolve("a");
        String place = mount.root().resolve("ana/shared").toString();
        Shell.Result result =
            space.program().run("get", "--" + format, "-o", archive.toString(), place);
        assertThat(result.code()).as(result.toString()).isEqualTo(1);
        assertThat(result.errors()).isEqualTo("vosfs: not in the archive: shared/secret");
        String list = format.equals("zip") ? "unzip -Z1 " : "tar tf ";
        assertThat(mount.sh(space.home(), list + archive).ok())
            .contains("shared/f")
            .doesNotContain("secret");
      }
    }
  }
}
