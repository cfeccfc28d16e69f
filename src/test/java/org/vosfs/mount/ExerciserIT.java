package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/**
 * Random operations of several processes on a mount: bytes against copies in memory, names and
 * descriptors against the local disk. The short form of {@code src/test/full/exerciser} and {@code
 * differ}; the seed is another one each time, and told: {@code -Dvosfs.exercise.seed=N} repeats.
 */
class ExerciserIT extends OnBothProfiles {
  private static final String SEED =
      System.getProperty("vosfs.exercise.seed", Long.toString(System.nanoTime() % 1_000_000));

  private void run(String program, String... words) throws Exception {
    Path file = Vosfs.checkout().resolve("src/test/exercise").resolve(program);
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/python3", file.toString(), "--seed", SEED));
    command.addAll(List.of(words));
    assertThat(Shell.run(space.home(), command).ok()).contains("operations agree");
  }

  @Test
  void bytesAgreeWithCopiesInMemory() throws Exception {
    Path copies = space.local("copies");
    run("exercise.py", ".", "--shadow", copies.toString(), "--operations", "1500");
    assertThat(space.sh("diff -r . '" + copies + "'")).isEmpty();
    space.mount().remountCold();
    assertThat(space.sh("diff -r . '" + copies + "'")).isEmpty();
  }

  @Test
  void namesAndDescriptorsAgreeWithTheLocalDisk() throws Exception {
    Path disk = space.local("disk");
    Path names = Files.createDirectory(space.home().resolve("names"));
    // Cavern keeps where a link leads and not its text, which changes when the link is moved.
    String links = profile == Profile.CAVERN ? "no" : "yes";
    run("differ.py", names.toString(), disk.toString(), "--operations", "700", "--links", links);
  }
}
