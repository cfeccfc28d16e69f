package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;

/** {@code vosfs rm}, through the kernel. */
class RemoveIT extends OnBothProfiles {
  private Shell.Result rm(String... words) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("rm"));
    command.addAll(List.of(words));
    return space.mount().vosfs(command.toArray(String[]::new));
  }

  private String at(String name) {
    return space.home().resolve(name).toString();
  }

  @Test
  @Statement(
      "`vosfs rm -r` removes a directory and everything below it by one job of the service, links"
          + " as links")
  void treesGoByOneJobAndLinksAsLinks() throws Exception {
    space.sh("mkdir -p d/e keep; for i in 1 2 3; do echo $i > d/e/$i; echo $i > keep/$i; done");
    space.sh("ln -s ../keep d/link; ln -s d tolink");
    space.mount().awaitUploads();
    space.sh("echo unsent > d/unsent");
    Path outside = space.local("x").resolve("shortcut");
    Files.createSymbolicLink(outside, space.home().resolve("keep"));
    List<String> requests = space.requests(() -> rmOk("-r", at("d")));
    assertThat(requests.stream().filter(line -> line.matches("DELETE .*/e(/.*)?"))).isEmpty();
    assertThat(requests.stream().filter(line -> line.contains("POST") && line.endsWith("delete")))
        .hasSize(1);
    assertThat(space.sh("ls -A")).isEqualTo("keep\ntolink");
    assertThat(space.sh("mkdir d && ls d && rmdir d && ls keep | wc -l")).isEqualTo("3");
    rmOk("-r", at("tolink"));
    assertThat(space.sh("ls -A")).isEqualTo("keep");
    assertThat(rm("-rf", outside.toString()).errors()).contains("is not in a vosfs mount");
    assertThat(outside).isSymbolicLink();
    assertThat(space.sh("ls keep | wc -l")).isEqualTo("3");
  }

  private void rmOk(String... words) {
    try {
      assertThat(rm(words).ok()).isEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void asRmDoes() throws Exception {
    space.sh("mkdir d; echo f > f; echo g > g");
    assertThat(rm(at("d")).errors()).contains("is a directory; -r").hasLineCount(1);
    assertThat(rm(at("none")).errors()).endsWith("no such file or directory").hasLineCount(1);
    rmOk("-f", at("none"), at("f"));
    assertThat(rm("-r", at("none"), at("g")).code()).as("goes on behind a failure").isEqualTo(1);
    assertThat(space.sh("ls")).isEqualTo("d");
    assertThat(rm("-r", space.mount().root().toString()).errors()).contains("is the mount itself");
    assertThat(rm("-r", at(".")).code()).isEqualTo(1);
    assertThat(rm("-r", at("d/..")).code()).isEqualTo(1);
    Path local = Files.createDirectories(space.local("own").resolve("d"));
    assertThat(rm("-r", local.toString()).errors()).contains("is not in a vosfs mount");
    assertThat(local).isDirectory();
    assertThat(space.sh("ls")).isEqualTo("d");
  }

  @Test
  void aPartThatIsLockedIsTold() throws Exception {
    if (profile != Profile.VAULT) {
      return; // cavern keeps no locks
    }
    space.sh("mkdir -p d/e; echo f > d/f; echo g > d/e/g");
    space.mount().awaitUploads();
    space.sh("setfattr -n user.vos.islocked -v true d/e/g");
    Shell.Result result = rm("-r", at("d"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.errors()).contains("1 removed, 1 could not be").hasLineCount(1);
    assertThat(space.sh("find d | sort")).isEqualTo("d\nd/e\nd/e/g");
    space.sh("setfattr -n user.vos.islocked -v false d/e/g");
    rmOk("-r", at("d"));
  }
}
