package org.vosfs.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;

/**
 * Generated tests: every combination of a matrix is one test on each kind of service, over real
 * HTTP; what is right is what the local kernel answers to the same calls, and what it leaves.
 */
abstract class MatrixTest {
  @TempDir Path directory;

  abstract SortedMap<String, Twins.Case> cases();

  FsSettings settings(FsSettings standard) {
    return standard;
  }

  final Stream<DynamicNode> matrix() {
    return Stream.of(Profile.VAULT, Profile.CAVERN)
        .map(profile -> DynamicContainer.dynamicContainer(profile.name(), of(profile)));
  }

  private Stream<DynamicNode> of(Profile profile) {
    try {
      return Twins.tests(new Twins(profile, directory, this::settings), cases());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
