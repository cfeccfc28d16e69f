package org.vosfs.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What names ask for. */
class CutoutNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          img.fits[1][100:200,100:200]     | img.fits   | [1][100:200,100:200]
          img.fits[100:200,*]              | img.fits   | [0][100:200,*]
          img.fits[SCI,2][*,2:3]           | img.fits   | [SCI,2][*,2:3]
          img.fits[1][3:4][DQ][5:6][2]     | img.fits   | [1][3:4][DQ][5:6][2]
          img.fits[0]                      | img.fits   | [0]
          img.fits[1][7,8:9]               | img.fits   | [1][7:7,8:9]
          img.fits[head]                   | img.fits   | [head]
          img.fits(10.5,-20,0.01)          | img.fits   | (10.5,-20,0.01)
          img.fits( 1e1 , +20. , .5 )      | img.fits   | (10,20,0.5)
          a(1).fits[2]                     | a(1).fits  | [2]
          a[1].fits(1,2,3)                 | a[1].fits  | (1,2,3)
          """)
  void namesAreReadAndWrittenAgain(String name, String file, String text) throws Exception {
    CutoutNames.Named named = CutoutNames.split(name).orElseThrow();
    assertThat(named.file()).isEqualTo(file);
    CutoutSpec spec = CutoutNames.spec(named.spec());
    assertThat(spec.text()).isEqualTo(text);
    assertThat(CutoutNames.spec(spec.text())).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({"img.fits", "[1]", "(1)", "img]", "img)", "a[1]b", "''", "x[1].fits"})
  void otherNamesAreLeftAlone(String name) {
    assertThat(CutoutNames.split(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1][0:5]        | counted from 1
          [1][9:5]        | goes upwards
          [1][a:b]        | no range of pixels
          [1][1:2:3]      | no range of pixels
          []              | an extension is a number
          [1][2:3][4:5]   | follows its extension
          (1,2)           | (RA,DEC,RADIUS)
          (1,2,x)         | (RA,DEC,RADIUS)
          (361,2,1)       | right ascension
          (1,91,1)        | declination
          (1,2,0)         | radius
          [1]x[2]         | do not match
          """)
  void whatMeansNothingIsTold(String spec, String why) {
    CutoutException e =
        catchThrowableOfType(CutoutException.class, () -> CutoutNames.spec(spec.strip()));
    assertThat(e).hasMessageContaining(why).hasMessageContaining(spec.strip());
    assertThat(e.kind()).isEqualTo(CutoutException.Kind.BAD_SPEC);
  }

  @Test
  void aLongNameIsNoCutout() {
    assertThat(CutoutNames.split("a" + "[1]".repeat(400))).isEmpty();
    assertThat(
            catchThrowableOfType(CutoutException.class, () -> CutoutNames.spec("[1]".repeat(90))))
        .hasMessageContaining("too long");
  }
}
