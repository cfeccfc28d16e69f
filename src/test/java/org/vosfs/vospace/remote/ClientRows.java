package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;

/**
 * A table of the protocol notes as tests of the client: each row against the embedded server in the
 * profiles it speaks of, against recorded replies, or with the reason why it is no concern of the
 * client. The last test compares with the list of all rows.
 */
final class ClientRows {
  private final Path root;
  private final String section;
  private final List<String> all;
  private final List<String> covered = new ArrayList<>();
  private final List<DynamicTest> tests = new ArrayList<>();

  /**
   * @param all titles of the table's rows, in its order
   */
  ClientRows(Path root, String section, List<String> all) {
    this.root = root;
    this.section = section;
    this.all = all;
  }

  /** What a row says, seen from the client. */
  interface Check {
    void run(ClientRig rig) throws Exception;
  }

  /** What a row says, with a recorded service. */
  interface Recorded {
    void run(RecordedSpace wire) throws Exception;
  }

  /** A row with a column for each profile; null where the table has a dash. */
  ClientRows row(
      String title, @Nullable Check spec, @Nullable Check vault, @Nullable Check cavern) {
    on(title, Profile.SPEC, spec);
    on(title, Profile.VAULT, vault);
    on(title, Profile.CAVERN, cavern);
    return this;
  }

  /** A row that is the same to the client on all services. */
  ClientRows all(String title, Check check) {
    return row(title, check, check, check);
  }

  ClientRows on(String title, Profile profile, @Nullable Check check) {
    return check == null ? this : on(title, profile, UnaryOperator.identity(), check);
  }

  /** A row about one profile, with settings of its own. */
  ClientRows on(String title, Profile profile, UnaryOperator<DemoSettings> settings, Check check) {
    return add(
        title,
        profile.toString(),
        () -> {
          Path directory = Files.createTempDirectory(root, "row");
          try (ClientRig rig = new ClientRig(directory, profile, settings)) {
            check.run(rig);
          }
        });
  }

  /** A row whose replies were recorded, byte for byte. */
  ClientRows recorded(String title, String service, Recorded check) {
    return add(
        title,
        "recorded " + service,
        () -> {
          try (RecordedSpace wire = new RecordedSpace(service)) {
            check.run(wire);
          }
        });
  }

  /** A row that nothing in the client depends on. */
  ClientRows noConcern(String title, String reason) {
    return add(title, "no concern: " + reason, () -> assertThat(reason).isNotBlank());
  }

  private ClientRows add(
      String title, String where, org.junit.jupiter.api.function.Executable test) {
    covered.add(title);
    tests.add(DynamicTest.dynamicTest(section + " " + title + " [" + where + "]", test));
    return this;
  }

  /** The tests, and one that no row is missing or made up. */
  List<DynamicTest> tests() {
    tests.add(
        DynamicTest.dynamicTest(
            section + ": every row is here",
            () -> {
              assertThat(all).doesNotHaveDuplicates();
              assertThat(covered.stream().distinct()).containsExactlyInAnyOrderElementsOf(all);
            }));
    return tests;
  }
}
