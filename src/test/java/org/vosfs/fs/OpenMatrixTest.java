package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.vosfs.testing.Statement;

/** Every combination of open flags, on every kind of file. */
class OpenMatrixTest extends MatrixTest {
  @TestFactory
  @Statement(
      "Every combination of open flags on every kind of file answers, reads, writes "
          + "and leaves what a local open does")
  Stream<DynamicNode> openingEverythingInEveryWay() {
    return matrix();
  }

  /** Of an ordinary user: what chmod took away, binds. */
  @Override
  FsSettings settings(FsSettings s) {
    return new FsSettings(
        s.mountPoint(), s.deadline(), s.names(), s.readOnly(), s.exclusiveByServer(), false, true);
  }

  /** How the file comes to be; true when it is to be uploaded before it is opened. */
  private interface Setup {
    boolean make(Posix posix, String path);
  }

  private static Map<String, Setup> files() {
    Map<String, Setup> files = new LinkedHashMap<>();
    files.put("absent", (p, path) -> false);
    files.put(
        "uploaded",
        (p, path) -> {
          p.put(path, "content of it");
          return true;
        });
    files.put(
        "never uploaded",
        (p, path) -> {
          p.put(path, "content of it");
          return false;
        });
    files.put(
        "empty",
        (p, path) -> {
          p.put(path, "");
          return true;
        });
    files.put(
        "read-only",
        (p, path) -> {
          p.put(path, "content of it");
          p.chmod(path, 0444);
          return true;
        });
    files.put(
        "read-only, never uploaded",
        (p, path) -> {
          p.put(path, "content of it");
          p.chmod(path, 0444);
          return false;
        });
    files.put("in no directory", (p, path) -> false);
    return files;
  }

  @Override
  SortedMap<String, Twins.Case> cases() {
    SortedMap<String, Twins.Case> cases = new TreeMap<>();
    for (int access = 0; access < 3; access++) {
      boolean read = access != 1;
      boolean write = access != 0;
      for (int bits = 0; bits < 16; bits++) {
        Posix.Flags flags =
            new Posix.Flags(
                read, write, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        files().forEach((name, file) -> cases.put(flags + " on " + name, open(flags, name, file)));
      }
    }
    return cases;
  }

  private static Twins.Case open(Posix.Flags flags, String name, Setup setup) {
    return (twins, dir) -> {
      String path = name.equals("in no directory") ? dir + "/none/f" : dir + "/f";
      setup.make(twins.local(), path);
      if (setup.make(twins.vos(), path)) {
        twins.settle();
      }
      if (name.startsWith("read-only")
          && flags.changes()
          && !(flags.create() && flags.exclusive())) {
        // The oracle runs as whoever runs the tests: for the superuser this is the one difference.
        assertThat(twins.vos().open(path, flags, 0644).result()).isEqualTo("EACCES");
        return;
      }
      Posix.Opened local = twins.local().open(path, flags, 0644);
      Posix.Opened vos = twins.vos().open(path, flags, 0644);
      assertThat(vos.result()).isEqualTo(local.result());
      assertThat(vos.size()).isEqualTo(local.size());
      assertThat(vos.read(0, 5)).isEqualTo(local.read(0, 5));
      assertThat(vos.write(3, "WRITTEN")).isEqualTo(local.write(3, "WRITTEN"));
      assertThat(vos.read(0, 50)).isEqualTo(local.read(0, 50));
      assertThat(vos.truncate(4)).isEqualTo(local.truncate(4));
      assertThat(vos.size()).isEqualTo(local.size());
      assertThat(vos.close()).isEqualTo(local.close());
    };
  }
}
