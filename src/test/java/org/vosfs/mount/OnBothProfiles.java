package org.vosfs.mount;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;

/**
 * A new space per test, mounted by the command line, once for each kind of service. After each test
 * everything is uploaded and unmounted, and what the mount showed must be on the server's disk and
 * in a new mount with an empty cache.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
abstract class OnBothProfiles {
  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;

  /** The space of this test. */
  MountedSpace space;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    space = MountedSpace.open(profile, directory);
  }

  @AfterEach
  void settle() throws IOException, InterruptedException {
    try (MountedSpace closing = space) {
      closing.settle();
    }
  }
}
