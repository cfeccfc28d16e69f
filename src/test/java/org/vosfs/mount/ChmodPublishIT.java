package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vosfs.testing.Statement;

/** Mounts on which chmod changes rights. */
class ChmodPublishIT extends OnBothProfiles {
  private static final String PUBLIC = "ivo://ivoa.net/vospace/core#ispublic";

  @Override
  String[] options() {
    return new String[] {"chmod=publish"};
  }

  private boolean isPublic(String name) {
    String at = space.container() + "/" + name;
    return "true".equals(space.truth().get(at).properties().get(PUBLIC));
  }

  @Test
  @Statement(
      "On a mount with `-o chmod=publish`, `chmod 644` publishes and `chmod 600` ends that, and "
          + "`ls -l` says so in a later mount as well")
  void chmodPublishes() throws Exception {
    space.sh("umask 022; echo 1 > early; echo 2 > made; mkdir d; chmod 644 early");
    space.mount().awaitUploads();
    space.sh("echo 3 > late");
    space.mount().awaitUploads();
    assertThat(isPublic("early")).isTrue();
    assertThat(isPublic("made")).isFalse();
    space.sh("chmod 644 late; chmod o+rx d");
    assertThat(isPublic("late")).isTrue();
    assertThat(isPublic("d")).isTrue();
    space.sh("chmod 600 early; chmod u+x late");
    assertThat(isPublic("early")).isFalse();
    space.mount().remountCold();
    assertThat(space.sh("stat -c '%a %n' early late made"))
        .isEqualTo("600 early\n705 late\n600 made");
  }
}
