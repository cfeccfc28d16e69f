package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.vosfs.demo.Profile;
import org.vosfs.testing.TwinRig;

/**
 * The same operations on the filesystem, over the embedded server, and on a local directory. Every
 * case has a directory of its own, {@code /cN}, beside bystanders that nothing may touch.
 */
final class Twins implements AutoCloseable {
  private final TwinRig rig;
  private final Posix vos;
  private final Posix local;
  private final Path localRoot;
  private int cases;

  Twins(Profile profile, Path directory, UnaryOperator<FsSettings> settings) throws IOException {
    rig = new TwinRig(profile, directory.resolve(profile.name()), settings);
    vos = new VosPosix(rig.fs);
    localRoot = Files.createDirectories(directory.resolve(profile + "-local"));
    local = new LocalPosix(localRoot);
    both(
        p -> {
          for (String name : List.of("/a", "/b", "/f", "/g", "/d")) {
            p.put(name, "bystander " + name);
          }
          return p.mkdir("/o") + p.symlink("a", "/l");
        });
    rig.settle();
  }

  /** What is done to both; the answers must be the same. */
  interface Doing extends Function<Posix, String> {}

  void both(Doing doing) {
    String expected = doing.apply(local);
    assertThat(doing.apply(vos)).isEqualTo(expected);
  }

  /** Uploads whatever is closed. */
  void settle() {
    rig.settle();
  }

  Posix vos() {
    return vos;
  }

  Posix local() {
    return local;
  }

  /** A new directory of one case: its path. */
  String newCase() {
    String path = "/c" + ++cases;
    both(p -> p.mkdir(path));
    return path;
  }

  /**
   * Everything agrees: the tree through the filesystem, the same on the server once all is
   * uploaded, and nothing else on the server was touched.
   */
  void compare(String path) throws Exception {
    SortedMap<String, String> expected = local.tree("");
    assertThat(expected.keySet()).as("bystanders").contains("a", "o", path.substring(1));
    assertThat(vos.tree(path)).as("seen at once").isEqualTo(local.tree(path));
    rig.settle();
    assertThat(new TreeMap<>(rig.onServer())).as("on the server").isEqualTo(expected);
    rig.age();
    assertThat(vos.tree(path)).as("asked again later").isEqualTo(local.tree(path));
  }

  /** Out of the way of the next case, behind the filesystem's back: nobody looks at it again. */
  private void clear(String path) throws IOException {
    rig.forgetOnServer(path);
    try (Stream<Path> files = Files.walk(Path.of(localRoot + path))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A case of a matrix. */
  interface Case {
    void run(Twins twins, String path) throws Exception;
  }

  /** One test per case, over one server. */
  static Stream<DynamicNode> tests(Twins twins, SortedMap<String, Case> cases) {
    List<DynamicNode> nodes = new ArrayList<>();
    cases.forEach(
        (name, test) ->
            nodes.add(
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      String path = twins.newCase();
                      try {
                        test.run(twins, path);
                        twins.compare(path);
                      } finally {
                        twins.clear(path);
                      }
                    })));
    return nodes.stream().onClose(twins::close);
  }

  @Override
  public void close() {
    try {
      rig.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
