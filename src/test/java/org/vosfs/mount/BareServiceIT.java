package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;

/** A service that has nothing but what the specification asks for. */
class BareServiceIT {
  @TempDir Path directory;

  @Test
  @Statement(
      "Where the service has no job that removes trees and makes no packages, `vosfs rm -r` removes"
          + " one by one and `vosfs get` packs from the mount")
  void wholeTreesWithoutTheServicesHelp() throws Exception {
    try (MountedSpace space = MountedSpace.open(Profile.SPEC, directory)) {
      space.sh("mkdir -p d/e/g; seq 9 > d/e/f; seq 8 > d/h; ln -s e d/link; echo stays > i");
      space.mount().awaitUploads();
      String archive = space.local("out").resolve("a.tar").toString();
      String place = space.home().resolve("d/e").toString();
      Shell.Result packed = space.mount().vosfs("get", "--tar", "-o", archive, place);
      assertThat(packed.ok()).isEmpty();
      assertThat(packed.errors()).contains("made from the mount: ").hasLineCount(1);
      space.sh("cd " + space.local("out") + "; tar xf a.tar; diff -r e " + place);
      String tree = space.home().resolve("d").toString();
      assertThat(space.mount().vosfs("rm", "-r", tree).ok()).isEmpty();
      assertThat(space.sh("ls")).isEqualTo("i");
      space.settle();
    }
  }
}
