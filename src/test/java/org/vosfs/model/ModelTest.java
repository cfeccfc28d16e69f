package org.vosfs.model;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Statement;

/**
 * The filesystem against a reference, over random histories with outages, faults, crashes, clock
 * steps and changes by others; odd seeds on cavern's behaviour, even ones on vault's. A failing
 * history is shrunk and told as a test to be pasted into {@link ModelRegressionTest}. {@code
 * -Dvosfs.model.seeds=N} sets how many, {@code -Dvosfs.model.first=N} where they begin.
 */
class ModelTest {
  private static final int STEPS = 60;
  private static final int SEEDS = 200;
  private static final int SEEDS_OF_THE_LONG_FORM = 10_000;

  @TempDir Path directory;

  static LongStream seeds() {
    int seeds = Boolean.getBoolean("vosfs.full") ? SEEDS_OF_THE_LONG_FORM : SEEDS;
    long first = Long.getLong("vosfs.model.first", 1);
    return LongStream.range(first, first + Long.getLong("vosfs.model.seeds", seeds));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Statement(
      "Random histories with outages, single faults, crashes, clock steps and changes "
          + "by others agree with a reference, on the mount and on the service")
  void agreesWithTheReference(long seed) throws Exception {
    FakeVospace.Manner manner =
        seed % 2 == 0 ? FakeVospace.Manner.VAULT : FakeVospace.Manner.CAVERN;
    new Histories(directory).explore(manner, seed, new OpGenerator(seed).take(STEPS));
  }
}
