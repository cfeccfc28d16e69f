package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.vosfs.testing.Statement;

/** Everything renamed onto everything, in every state a file can be in. */
class RenameMatrixTest extends MatrixTest {
  @TestFactory
  @Statement(
      "Every kind of file, directory and link, in every state, renamed onto every "
          + "other, in the same and in another directory, answers and leaves what a local "
          + "rename does, and touches no other node")
  Stream<DynamicNode> renamingEverythingOntoEverything() {
    return matrix();
  }

  /** What stands at a place before the rename; an open file stays open across it. */
  private interface Setup {
    Posix.@Nullable Opened make(Posix posix, String path);
  }

  /** Made, and on the service before the rename. */
  private record Place(Setup before, Setup after) {
    static Place uploaded(Setup before) {
      return new Place(before, (p, path) -> null);
    }

    static Place unsent(Setup after) {
      return new Place((p, path) -> null, after);
    }
  }

  private static Setup file(String text) {
    return (p, path) -> {
      p.put(path, text);
      return null;
    };
  }

  private static Setup opened(Posix.Flags flags) {
    return (p, path) -> p.open(path, flags, 0644);
  }

  private static Posix.@Nullable Opened dirty(Posix p, String path) {
    Posix.Opened file = p.open(path, Posix.Flags.READ_WRITE, 0);
    String done = file.write(2, "CHANGED") + file.close();
    assertThat(done).isEqualTo("okok");
    return null;
  }

  private static Posix.@Nullable Opened directory(Posix p, String path) {
    assertThat(p.mkdir(path)).isEqualTo("ok");
    return null;
  }

  private static Posix.@Nullable Opened fullDirectory(Posix p, String path) {
    directory(p, path);
    p.put(path + "/inside", "in " + path.substring(path.lastIndexOf('/')));
    directory(p, path + "/deeper");
    p.put(path + "/deeper/leaf", "leaf");
    return null;
  }

  private static Posix.@Nullable Opened link(Posix p, String path) {
    assertThat(p.symlink("nowhere", path)).isEqualTo("ok");
    return null;
  }

  private static Map<String, Place> places(String text) {
    Map<String, Place> places = new LinkedHashMap<>();
    places.put("absent", new Place((p, path) -> null, (p, path) -> null));
    places.put("clean file", Place.uploaded(file(text)));
    places.put("dirty file", new Place(file(text), RenameMatrixTest::dirty));
    places.put("file never uploaded", Place.unsent(file(text)));
    places.put("file open for reading", new Place(file(text), opened(Posix.Flags.READ)));
    places.put("file open for writing", new Place(file(text), opened(Posix.Flags.READ_WRITE)));
    places.put("new file open for writing", Place.unsent(opened(Posix.Flags.CREAT)));
    places.put("empty directory", Place.uploaded(RenameMatrixTest::directory));
    places.put("full directory", Place.uploaded(RenameMatrixTest::fullDirectory));
    places.put("directory never listed full", Place.unsent(RenameMatrixTest::fullDirectory));
    places.put("link", Place.uploaded(RenameMatrixTest::link));
    return places;
  }

  @Override
  SortedMap<String, Twins.Case> cases() {
    SortedMap<String, Twins.Case> cases = new TreeMap<>();
    places("the source's text")
        .forEach(
            (from, source) ->
                places("the target's")
                    .forEach(
                        (to, target) -> {
                          cases.put(from + " onto " + to, rename(source, target, "/f", "/g"));
                          cases.put(
                              from + " onto " + to + " elsewhere",
                              rename(source, target, "/f", "/o/f"));
                        }));
    places("the same")
        .forEach((name, place) -> cases.put(name + " onto itself", onto(place, "/f", "/f")));
    for (String into : new String[] {"/d/below", "/d/deeper/below"}) {
      cases.put(
          "directory into itself at " + into,
          onto(Place.uploaded(RenameMatrixTest::fullDirectory), "/d", into));
    }
    return cases;
  }

  private static Twins.Case rename(Place source, Place target, String from, String to) {
    return (twins, dir) -> {
      for (Posix p : new Posix[] {twins.local(), twins.vos()}) {
        p.mkdir(dir + "/o");
        p.put(dir + "/bystander", "stays");
        source.before.make(p, dir + from);
        target.before.make(p, dir + to);
      }
      twins.settle();
      Posix.Opened[][] open = new Posix.Opened[2][];
      int at = 0;
      for (Posix p : new Posix[] {twins.local(), twins.vos()}) {
        open[at++] =
            new Posix.Opened[] {source.after.make(p, dir + from), target.after.make(p, dir + to)};
      }
      twins.both(p -> p.rename(dir + from, dir + to));
      goOn(open);
    };
  }

  private static Twins.Case onto(Place place, String from, String to) {
    return rename(place, new Place((p, path) -> null, (p, path) -> null), from, to);
  }

  /** What was open goes on: reads what it read, and what it writes is where its name is now. */
  private static void goOn(Posix.Opened[][] open) {
    for (int i = 0; i < 2; i++) {
      Posix.Opened local = open[0][i];
      Posix.Opened vos = open[1][i];
      if (local != null && vos != null) {
        assertThat(vos.read(0, 100)).isEqualTo(local.read(0, 100));
        assertThat(vos.write(1, "LATER")).isEqualTo(local.write(1, "LATER"));
        assertThat(vos.read(0, 100)).isEqualTo(local.read(0, 100));
        assertThat(vos.size()).isEqualTo(local.size());
        assertThat(vos.close()).isEqualTo(local.close());
      }
    }
  }
}
