package org.vosfs.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and passwords by host. */
class NetrcTest {
  @TempDir Path directory;

  @Test
  void hostsAreFoundAndNothingElse() throws Exception {
    Path file = directory.resolve("netrc");
    assertThat(Netrc.read(file).of("h")).isEmpty();
    Files.writeString(
        file,
        """
        # machine commented.org login x password x
        machine One.org login ana password s3cret
        machine two.org
          login ben
          password with#hash
        macdef init
        machine macro.org login no password no

        machine one.org login second password second
        default login any password any
        """);
    Netrc netrc = Netrc.read(file);
    assertThat(netrc.of("one.org")).contains(new BasicPassword("ana", "s3cret"));
    assertThat(netrc.of("TWO.org")).contains(new BasicPassword("ben", "with#hash"));
    assertThat(netrc.of("commented.org")).isEmpty();
    assertThat(netrc.of("macro.org")).isEmpty();
    assertThat(netrc.of("elsewhere.org")).as("default goes nowhere").isEmpty();
    assertThat(netrc.of("one.org").toString()).doesNotContain("s3cret");
  }
}
