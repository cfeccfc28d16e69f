package org.vosfs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * A table of the protocol notes as tests: one for every row and profile, named after the row, each
 * with a server of its own.
 */
final class Rows {
  static final UnaryOperator<DemoSettings> AS_IS = UnaryOperator.identity();

  private final Path root;
  private final String section;
  private final List<DynamicTest> tests = new ArrayList<>();

  Rows(Path root, String section) {
    this.root = root;
    this.section = section;
  }

  /** What a row says. */
  interface Check {
    void run(Rig rig) throws Exception;
  }

  /** A row with a column for each profile; null where the table has a dash. */
  Rows row(String name, @Nullable Check spec, @Nullable Check vault, @Nullable Check cavern) {
    add(name, Profile.SPEC, AS_IS, spec);
    add(name, Profile.VAULT, AS_IS, vault);
    add(name, Profile.CAVERN, AS_IS, cavern);
    return this;
  }

  /** A row about one profile. */
  Rows only(String name, Profile profile, Check check) {
    add(name, profile, AS_IS, check);
    return this;
  }

  /** A row about one profile with settings of its own. */
  Rows only(String name, Profile profile, UnaryOperator<DemoSettings> change, Check check) {
    add(name, profile, change, check);
    return this;
  }

  private void add(
      String name, Profile profile, UnaryOperator<DemoSettings> change, @Nullable Check check) {
    if (check == null) {
      return;
    }
    tests.add(
        DynamicTest.dynamicTest(
            section + " " + name + " [" + profile + "]",
            () -> {
              Path directory = Files.createTempDirectory(root, "row");
              try (Rig rig = new Rig(change.apply(DemoSettings.of(directory, profile)))) {
                check.run(rig);
              }
            }));
  }

  List<DynamicTest> tests() {
    return tests;
  }

  /** All requests of a call as the settings' only user, or as Alice where there are users. */
  static Rig.Reply ok(Rig.Reply reply, int status) throws IOException {
    if (reply.status() != status) {
      throw new IOException("status " + reply.status() + " for " + status + ": " + reply.text());
    }
    return reply;
  }
}
