package org.vosfs.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.fits.CutoutException.Kind;

/** What is refused, and how much is read. */
class CutPlanTest {
  private static final int LIMIT = 1 << 20;

  private final byte[] file =
      TinyFits.of().image("SCI", 1, 1000, 800).image("SCI", 2, 30, 20).sky(10, 20, 60, 50).bytes();

  /** Bytes in memory, and how many of them were asked for. */
  private static final class Memory implements FitsSource {
    final byte[] bytes;
    long asked;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public int read(long offset, ByteBuffer into) {
      int count = (int) Math.max(0, Math.min(into.remaining(), bytes.length - offset));
      into.put(bytes, (int) Math.min(offset, bytes.length), count);
      asked += count;
      return count;
    }
  }

  private static byte[] cut(FitsSource source, String spec, long limit) throws IOException {
    CutPlan plan = CutPlan.of(source, CutoutNames.spec(spec), limit);
    byte[] out = new byte[(int) plan.length()];
    plan.writeTo((at, bytes) -> bytes.get(out, (int) at, bytes.remaining()));
    return out;
  }

  private static CutoutException refusal(byte[] file, String spec) {
    return catchThrowableOfType(CutoutException.class, () -> cut(new Memory(file), spec, LIMIT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [7]                | NO_EXTENSION | there is no extension 7; the last one is number 3
          [DQ][1:2,*]        | NO_EXTENSION | there is no extension DQ
          [SCI,3]            | NO_EXTENSION | there is no extension SCI,3
          [1][1001:1010,*]   | OUT_OF_RANGE | pixels 1001:1010 are outside of axis 1 of extension 1, which has 1000
          [1][1:2,1:2,1:2]   | OUT_OF_RANGE | extension 1 has 2 axes
          [0][1:2,1:2]       | OUT_OF_RANGE | extension 0 has 0 axes
          [1]                | TOO_LARGE    | more than the 1048576 bytes that are allowed
          (100,-20,0.01)     | NO_OVERLAP   | that part of the sky touches no image
          """)
  void whatThereIsNotIsToldInOneLine(String spec, Kind kind, String why) {
    CutoutException e = refusal(file, spec);
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e).hasMessageContaining(why);
  }

  @Test
  void filesWithoutCoordinatesHaveNoCircles() {
    byte[] plain = TinyFits.of(20, 20).bytes();
    assertThat(refusal(plain, "(1,2,3)").kind()).isEqualTo(Kind.NO_WCS);
  }

  @Test
  void projectionsThatAreNotKnownAreRefusedAndNotGuessed() {
    String text = new String(TinyFits.of().sky(1, 2, 20, 20).bytes(), StandardCharsets.ISO_8859_1);
    byte[] other = text.replace("---TAN", "---TPV").getBytes(StandardCharsets.ISO_8859_1);
    CutoutException e = refusal(other, "(1,2,0.1)");
    assertThat(e.kind()).isEqualTo(Kind.NO_WCS);
    assertThat(e).hasMessageContaining("TPV");
    byte[] old =
        text.replace("CDELT1  = -0.01", "EQUINOX = 1950 ").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refusal(old, "(1,2,0.1)").kind()).isEqualTo(Kind.NO_WCS);
  }

  @Test
  void otherFilesAreNoFits() {
    assertThat(refusal("hello".getBytes(StandardCharsets.UTF_8), "[0]").kind())
        .isEqualTo(Kind.NOT_FITS);
    assertThat(refusal(new byte[0], "[head]").kind()).isEqualTo(Kind.NOT_FITS);
    assertThat(refusal(new byte[100_000], "[0]").kind()).isEqualTo(Kind.NOT_FITS);
  }

  @Test
  void aFileThatIsCutOffIsRefusedWhereItEnds() {
    byte[] half = Arrays.copyOf(file, 4 * 2880);
    assertThat(refusal(half, "[1][1:10,700:800]").kind()).isEqualTo(Kind.NOT_FITS);
    byte[] header = Arrays.copyOf(file, 2880 + 100);
    assertThat(refusal(header, "[1][1:10,1:2]").kind()).isEqualTo(Kind.NO_EXTENSION);
  }

  @Test
  void sizesOfANastyHeaderDoNotOverflow() {
    String text = new String(TinyFits.of(20, 20).bytes(), StandardCharsets.ISO_8859_1);
    byte[] huge =
        text.replace("NAXIS1  = 20                 ", "NAXIS1  = 9223372036854775807")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refusal(huge, "[0][1:5,1:5]").kind()).isEqualTo(Kind.NOT_FITS);
  }

  @Test
  void onlyWhatIsCutOutIsRead() throws Exception {
    Memory source = new Memory(file);
    byte[] out = cut(source, "[1][10:12,5:6]", LIMIT);
    assertThat(TinyFits.pixels(out, 6)).containsExactly(4009, 4010, 4011, 5009, 5010, 5011);
    assertThat(source.asked).isLessThan(60_000L).isLessThan(file.length / 20);
  }

  @Test
  void headersOfAllExtensionsAreText() throws Exception {
    Memory source = new Memory(file);
    String text = new String(cut(source, "[head]", LIMIT), StandardCharsets.US_ASCII);
    assertThat(text.lines().filter("END"::equals)).hasSize(4);
    assertThat(text).startsWith("SIMPLE  = T\nBITPIX  = 16\n").contains("EXTNAME = 'SCI'\n");
    assertThat(source.asked).isLessThan(200_000L);
  }
}
