package org.vosfs.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;

/**
 * A space mounted by the command line, once for each kind of service; every test works in a
 * container of its own, which the mount has not seen before. After the last one everything is
 * uploaded and unmounted, and what the mount showed must be on the server's disk and in a new mount
 * with an empty cache. One mount for many tests: starting programs is most of what a small test
 * costs. A test that loses the mount fails alone: the next one gets a new space.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnBothProfiles {
  @TempDir static Path directory;

  @Parameter Profile profile = Profile.VAULT;

  /** Where the test works; set before the first test. */
  @SuppressWarnings("NullAway.Init")
  MountedSpace space;

  private int opened;
  private int tests;

  @BeforeParameterizedClassInvocation
  void open() throws IOException, InterruptedException {
    opened++;
    space =
        MountedSpace.open(
            profile, Files.createDirectories(directory.resolve(profile + "-" + opened)), options());
  }

  /** Options of the mount; none unless a class has its own. */
  String[] options() {
    return new String[0];
  }

  @BeforeEach
  void enter(TestInfo test) throws IOException, InterruptedException {
    if (!space.isAlive()) {
      space.close();
      open();
    }
    tests++;
    space.enter(tests + "-" + test.getTestMethod().orElseThrow().getName());
  }

  @AfterParameterizedClassInvocation
  void settle() throws IOException, InterruptedException {
    try (MountedSpace closing = space) {
      closing.settle();
    }
  }
}
