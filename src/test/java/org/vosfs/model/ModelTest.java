package org.vosfs.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vosfs.testing.FakeVospace;

/**
 * The filesystem against a reference, over random histories with outages, crashes, clock steps and
 * changes by others. A failing history is shrunk to the steps that matter before it is told. {@code
 * -Dvosfs.model.seeds=N} sets how many, {@code -Dvosfs.model.first=N} where they begin.
 */
class ModelTest {
  private static final int STEPS = 60;

  @TempDir Path directory;

  private int runs;

  static LongStream seeds() {
    long first = Long.getLong("vosfs.model.first", 1);
    return LongStream.range(first, first + Long.getLong("vosfs.model.seeds", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTheReference(long seed) throws Exception {
    List<Op> ops = new OpGenerator(seed).take(STEPS);
    Throwable failure = run(seed, ops);
    if (failure != null) {
      List<Op> fewer = shrink(seed, ops);
      Throwable shrunk = run(seed, fewer);
      throw new AssertionError(
          "seed " + seed + " fails with these steps:\n  " + String.join("\n  ", texts(fewer)),
          shrunk == null ? failure : shrunk);
    }
  }

  private static List<String> texts(List<Op> ops) {
    return ops.stream().map(Op::toString).toList();
  }

  /** Leaves out steps as long as it still fails. */
  private List<Op> shrink(long seed, List<Op> ops) throws Exception {
    List<Op> kept = new ArrayList<>(ops);
    for (int size = Math.max(1, kept.size() / 2); size >= 1; size /= 2) {
      for (int at = 0; at + size <= kept.size(); ) {
        List<Op> fewer = new ArrayList<>(kept);
        fewer.subList(at, at + size).clear();
        if (run(seed, fewer) != null) {
          kept = fewer;
        } else {
          at += size;
        }
      }
    }
    return kept;
  }

  private @Nullable Throwable run(long seed, List<Op> ops) throws Exception {
    Path fresh = Files.createDirectory(directory.resolve("run-" + ++runs));
    FakeVospace.Manner manner =
        seed % 2 == 0 ? FakeVospace.Manner.VAULT : FakeVospace.Manner.CAVERN;
    try (Twin twin = new Twin(manner, fresh, seed)) {
      for (Op op : ops) {
        twin.apply(op);
      }
      twin.finish();
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    }
  }
}
