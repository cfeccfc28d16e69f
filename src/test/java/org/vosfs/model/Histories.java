package org.vosfs.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vosfs.testing.FakeVospace;

/** Runs histories, and makes failing ones short enough to be read. */
final class Histories {
  private final Path directory;
  private int runs;

  /**
   * @param directory for what the runs leave on the disk; removed after each
   */
  Histories(Path directory) {
    this.directory = directory;
  }

  /** Runs a history that once failed; see the regression tests. */
  void check(FakeVospace.Manner manner, long seed, Op... ops) throws Exception {
    Throwable failure = run(manner, seed, List.of(ops));
    if (failure != null) {
      throw new AssertionError(failure.getMessage(), failure);
    }
  }

  /** Runs a history; a failure is told with the steps that matter, as a test to be pasted. */
  void explore(FakeVospace.Manner manner, long seed, List<Op> ops) throws Exception {
    Throwable failure = run(manner, seed, ops);
    if (failure == null) {
      return;
    }
    List<Op> fewer = shrink(manner, seed, ops);
    Throwable shrunk = run(manner, seed, fewer);
    throw new AssertionError(
        "seed " + seed + " fails. As a test:\n" + asTest(manner, seed, fewer) + "\n",
        shrunk == null ? failure : shrunk);
  }

  static String asTest(FakeVospace.Manner manner, long seed, List<Op> ops) {
    return ops.stream()
        .map(op -> "        " + op)
        .collect(
            Collectors.joining(
                ",\n",
                "  @Test\n  void %sSeed%d() throws Exception {\n    histories.check(\n        %s,\n        %d,\n"
                    .formatted(manner.name().toLowerCase(Locale.ROOT), seed, manner, seed),
                ");\n  }"));
  }

  /** Leaves out steps, first many and then few at a time, as long as it still fails. */
  private List<Op> shrink(FakeVospace.Manner manner, long seed, List<Op> ops) throws Exception {
    List<Op> kept = new ArrayList<>(ops);
    for (boolean shorter = true; shorter; ) {
      shorter = false;
      for (int size = Math.max(1, kept.size() / 2); size >= 1; size /= 2) {
        for (int at = 0; at + size <= kept.size(); ) {
          List<Op> fewer = new ArrayList<>(kept);
          fewer.subList(at, at + size).clear();
          if (run(manner, seed, fewer) != null) {
            kept = fewer;
            shorter = true;
          } else {
            at += size;
          }
        }
      }
    }
    return kept;
  }

  private @Nullable Throwable run(FakeVospace.Manner manner, long seed, List<Op> ops)
      throws Exception {
    Path fresh = Files.createDirectory(directory.resolve("run-" + ++runs));
    try (Twin twin = new Twin(manner, fresh, seed)) {
      for (Op op : ops) {
        twin.apply(op);
      }
      twin.finish();
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    } finally {
      remove(fresh);
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
