package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.fits.TinyFits;

/** Cutouts by the storage site: the rows of section 11.1, and the recorded words. */
final class SodaTest {
  @TempDir Path root;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(DemoSettings.of(root, Profile.VAULT));
    byte[] fits =
        TinyFits.of().image("SCI", 1, 100, 80).image("SCI", 2, 30, 20).sky(10, 20, 60, 50).bytes();
    put("img.fits", fits, "application/fits");
    put("img.dat", fits, null);
    put("text.fits", "not FITS".getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private void put(String name, byte[] bytes, @org.jspecify.annotations.Nullable String type)
      throws Exception {
    Rig.Call call = rig.put(rig.negotiate(rig.home() + "/" + name, true).get(0)).body(bytes);
    if (type != null) {
      call.header("Content-Type", type);
    }
    assertThat(call.send().status()).isEqualTo(201);
  }

  private Rig.Reply get(String name, String query) throws Exception {
    Rig.Reply redirect = rig.get("/files" + rig.home() + "/" + name + "?" + query).send();
    assertThat(redirect.status()).isEqualTo(303);
    return rig.get(redirect.location()).header("Range", "bytes=0-99").send();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SUB=%5B1%5D%5B1%3A10%2C1%3A20%5D                     | img.1__1_10_1_20.fits            | 10 x 20
          SUB=%5BSCI%2C2%5D%5B%2A%2C2%3A3%5D                   | img.SCI_2____2_3.fits            | 30 x 2
          SUB=%5B1%5D%5B500%3A600%2C1%3A20%5D                  | img.1__500_600_1_20.fits         | 20 x 80
          CIRCLE=10.0%2020.0%200.01                            | img.circle_10_0_20_0_0_01.fits   | 3 x 3
          POS=CIRCLE%2010.0%2020.0%200.01                      | img.circle_10_0_20_0_0_01.fits   | 3 x 3
          POLYGON=9.99%2019.99%2010.01%2019.99%2010.01%2020.01 | img.polygon_9_99_19_99_10_01_19_99_10_01_20_01.fits | 3 x 3
          POS=POLYGON%209.9%2019.9%2010%2019.9%2010%2020       | img.polygon_9_9_19_9_10_19_9_10_20.fits | 10 x 11
          POS=RANGE%209.9%2010.1%2019.95%2020.05               | img.range_9_9_10_1_19_95_20_05.fits     | 19 x 11
          """)
  void partsAreCut(String query, String name, String size) throws Exception {
    Rig.Reply reply = get("img.fits", query);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Disposition")).isEqualTo("inline; filename=\"" + name + "\"");
    assertThat(reply.header("Content-Type")).isEqualTo("application/fits");
    assertThat(reply.header("Content-Length")).isNull();
    assertThat(reply.header("Digest")).isNull();
    assertThat(reply.header("x-artifact-id")).isNull();
    String header = new String(reply.bytes(), 0, 2880, StandardCharsets.ISO_8859_1);
    String[] axes = size.split(" x ", -1);
    assertThat(header).startsWith("SIMPLE  =                    T");
    assertThat(header).contains(String.format("NAXIS1  = %20s", axes[0]));
    assertThat(header).contains(String.format("NAXIS2  = %20s", axes[1]));
  }

  @Test
  void severalPartsStandInTheOrderOfTheFile() throws Exception {
    Rig.Reply reply =
        get("img.fits", "SUB=%5B2%5D%5B1%3A2%2C1%3A2%5D&SUB=%5B1%5D%5B5%3A6%2C1%3A1%5D");
    assertThat(reply.header("Content-Disposition"))
        .contains("\"img.2__1_2_1_2___1__5_6_1_1.fits\"");
    assertThat(reply.bytes()).hasSize(5 * 2880);
    // The last part is that of the second extension, 30 pixels wide.
    assertThat(TinyFits.pixels(reply.bytes(), 4)).containsExactly(0, 1, 30, 31);
  }

  @Test
  void headersAreText() throws Exception {
    Rig.Reply reply = get("img.fits", "META=true");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Disposition")).contains("\"img.fits.txt\"");
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain");
    assertThat(reply.text().lines().filter(line -> line.startsWith("XTENSION"))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          img.fits  | SUB=%5B9%5D                      | 400 | One or more requested slices could not be found:
          img.fits  | SUB=foo                          | 500 | Index 1 out of bounds for length 1
          img.fits  | CIRCLE=100.0%20-20.0%200.01      | 400 | No overlap found.
          img.fits  | BAND=1e-6%202e-6                 | 400 | No overlap found.
          img.fits  | POL=I                            | 400 | No overlap found.
          img.fits  | CIRCLE=10%2020%200.01&BAND=1%202 | 400 | No overlap found.
          img.fits  | POLYGON=100%20-20%20101%20-20%20101%20-19 | 400 | No overlap found.
          img.fits  | POS=RANGE%20100%20101%20-20%20-19 | 400 | No overlap found.
          img.fits  | POLYGON=10%2020%2010%2021        | 400 | Invalid argument: POLYGON
          img.fits  | POS=RANGE%2010%209%2020%2021     | 400 | Invalid argument: RANGE
          img.fits  | POS=ELLIPSE%201%202%203          | 400 | Invalid argument: POS
          img.fits  | CIRCLE=10%2020%20NaN             | 400 | Invalid argument: CIRCLE
          img.fits  | POS=RANGE%201%202%203%204&SUB=%5B1%5D | 400 | Conflicting SODA parameters found: [SUB, POS]
          img.fits  | META=true&SUB=%5B1%5D            | 400 | Conflicting SODA parameters found: [META, SUB]
          img.fits  | CIRCLE=1%202%203&POLYGON=1%202   | 400 | Conflicting SODA parameters found: [CIRCLE, POLYGON]
          img.dat   | SUB=%5B1%5D                      | 400 | not a fits file: cadc:vault/
          text.fits | SUB=%5B1%5D                      | 400 | aka text.fits
          text.fits | META=true                        | 400 | not a fits file: cadc:vault/
          """)
  void refusalsAreThoseRecorded(String name, String query, int status, String text)
      throws Exception {
    Rig.Reply reply = get(name, query);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).contains(text);
  }

  @Test
  void otherParametersMeanTheFile() throws Exception {
    assertThat(get("img.fits", "FOO=bar").status()).isEqualTo(206);
  }
}
