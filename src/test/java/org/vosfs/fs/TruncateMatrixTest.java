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

/** Files in every state cut and grown to sizes around their own and around a cached block. */
class TruncateMatrixTest extends MatrixTest {
  private static final int BLOCK = 128 * 1024;
  private static final String SHORT = "0123456789";
  private static final String LONG = "abcdefgh".repeat((BLOCK + 5000) / 8);
  private static final long[] SIZES = {0, 1, SHORT.length(), 1000, BLOCK, BLOCK + 1, 3 * BLOCK + 7};

  @TestFactory
  @Statement(
      "Cutting and growing a file, by name or descriptor, in every state, leaves what "
          + "it does locally")
  Stream<DynamicNode> cuttingAndGrowingFilesInEveryState() {
    return matrix();
  }

  /** Makes the file; true when it is to be uploaded before it is opened or cut. */
  private interface Setup {
    boolean make(Posix posix, String path);
  }

  private static Map<String, Setup> files() {
    Map<String, Setup> files = new LinkedHashMap<>();
    files.put("absent", (p, path) -> false);
    for (String text : new String[] {SHORT, LONG}) {
      String length = " of " + text.length();
      files.put("file" + length, (p, path) -> put(p, path, text, true));
      files.put("file never uploaded" + length, (p, path) -> put(p, path, text, false));
    }
    files.put("directory", (p, path) -> p.mkdir(path).equals("ok"));
    return files;
  }

  private static boolean put(Posix posix, String path, String text, boolean uploaded) {
    posix.put(path, text);
    return uploaded;
  }

  @Override
  SortedMap<String, Twins.Case> cases() {
    SortedMap<String, Twins.Case> cases = new TreeMap<>();
    files()
        .forEach(
            (name, file) -> {
              for (long size : SIZES) {
                cases.put(name + " to " + size + " by name", byName(file, size));
                if (name.startsWith("file")) {
                  cases.put(name + " to " + size + " open and changed", open(file, size));
                }
              }
            });
    return cases;
  }

  private static String make(Twins twins, Setup file, String dir) {
    String path = dir + "/f";
    file.make(twins.local(), path);
    if (file.make(twins.vos(), path)) {
      twins.settle();
    }
    return path;
  }

  private static Twins.Case byName(Setup file, long size) {
    return (twins, dir) -> {
      String path = make(twins, file, dir);
      twins.both(p -> p.truncate(path, size));
    };
  }

  private static Twins.Case open(Setup file, long size) {
    return (twins, dir) -> {
      String path = make(twins, file, dir);
      Posix.Opened local = twins.local().open(path, Posix.Flags.READ_WRITE, 0);
      Posix.Opened vos = twins.vos().open(path, Posix.Flags.READ_WRITE, 0);
      assertThat(vos.write(5, "CHANGED")).isEqualTo(local.write(5, "CHANGED"));
      twins.both(p -> p.truncate(path, size));
      assertThat(vos.size()).isEqualTo(local.size());
      assertThat(vos.write(size + 10, "END")).isEqualTo(local.write(size + 10, "END"));
      assertThat(vos.truncate(size + 11)).isEqualTo(local.truncate(size + 11));
      assertThat(vos.read(0, 4 * BLOCK)).isEqualTo(local.read(0, 4 * BLOCK));
      assertThat(vos.close()).isEqualTo(local.close());
    };
  }
}
