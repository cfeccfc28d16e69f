package org.vosfs.fits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cutouts are those of astropy: pixels, coordinates and all other cards. */
class AstropyTest {
  @TempDir static Path temp;
  private static Samples samples;

  @BeforeAll
  static void make() throws Exception {
    samples = Samples.make(temp.resolve("made"));
  }

  @Test
  void everyCutoutIsThatOfAstropy() throws Exception {
    Path results = Files.createDirectories(temp.resolve("results"));
    List<String> failures = new ArrayList<>();
    int number = 0;
    for (Samples.Case one : samples.cases()) {
      try {
        cut(samples.directory().resolve(one.file()), one.spec(), results.resolve(number + ".fits"));
      } catch (IOException e) {
        failures.add(one + ": " + e);
      }
      number++;
    }
    assertThat(failures).isEmpty();
    assertThat(samples.verdict(samples.cases(), results))
        .isEqualTo(samples.cases().size() + " are the same");
    assertThat(samples.cases().size()).isGreaterThan(100);
  }

  private static void cut(Path file, String spec, Path to) throws IOException {
    try (FileSource source = new FileSource(file);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      CutPlan plan = CutPlan.of(source, CutoutNames.spec(spec), 1 << 30);
      plan.writeTo(
          (at, bytes) -> {
            ByteBuffer rest = bytes;
            long place = at;
            while (rest.hasRemaining()) {
              place += out.write(rest, place);
            }
          });
      assertThat(Files.size(to)).isEqualTo(plan.length());
    }
  }
}
