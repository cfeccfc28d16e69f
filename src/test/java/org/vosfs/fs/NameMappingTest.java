package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.ServiceNames;

/** Names the services mangle (protocol §2.2): every one is sent legally and comes back the same. */
class NameMappingTest {
  /** Pieces that names are made of here: all special characters, and everything like an escape. */
  private static final String[] PIECES = {
    "a",
    "Z",
    "0",
    "=",
    "=20",
    "=3D",
    "=3D20",
    "=3D3D",
    "=C3=A9",
    "=41",
    "20",
    "3D",
    " ",
    "\"",
    "<",
    ">",
    "[",
    "]",
    "{",
    "}",
    "|",
    "\\",
    "^",
    "`",
    "#",
    "?",
    "%",
    "%41",
    "\t",
    "\n",
    "\u00A0",
    "\u2003",
    "\u0085",
    "é",
    "e\u0301",
    "\uAC00",
    "\u1100\u1161",
    "😀",
    ".",
    "-",
    "_",
    ";",
    "+",
    "&"
  };

  @ParameterizedTest
  @CsvSource({
    "plain.fits, plain.fits",
    "'a b', 'a=20b'",
    "a#b?c, 'a=23b=3Fc'",
    "'100%', '100=25'",
    "'a=20b', 'a=3D20b'",
    "'x=1', 'x=1'",
    "'=41', '=41'",
    "é, é"
  })
  void writesWhatTheServiceKeeps(String posix, String service) throws FsException {
    assertThat(NameMapping.ESCAPE.toService(posix)).isEqualTo(service);
    assertThat(NameMapping.ESCAPE.toPosix(service)).isEqualTo(posix);
  }

  @Test
  @Statement(
      "The escape can always be undone, also for names that only look escaped and for "
          + "decomposed Unicode")
  void everyNameComesBackAndIsLegalOnTheWay() throws FsException {
    Random random = new Random(20260301);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        name.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String posix = name.toString();
      if (posix.equals(".") || posix.equals("..")) {
        continue;
      }
      String sent = NameMapping.ESCAPE.toService(posix);
      assertThat(ServiceNames.isLegal(sent)).as("'%s' sent as '%s'", posix, sent).isTrue();
      assertThat(NameMapping.ESCAPE.toPosix(sent)).as("sent as '%s'", sent).isEqualTo(posix);
    }
  }

  @Test
  @Statement("Different names never meet on the service")
  void differentNamesNeverMeet() throws FsException {
    java.util.Map<String, String> seen = new java.util.HashMap<>();
    for (String one : PIECES) {
      for (String two : PIECES) {
        for (String three : new String[] {"", "=", "20", "b"}) {
          String posix = one + two + three;
          if (posix.equals(".") || posix.equals("..")) {
            continue;
          }
          String before = seen.put(NameMapping.ESCAPE.toService(posix), posix);
          assertThat(before).isIn(null, posix);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=20b", "=3Db", "=C3=A9", "=E9", "=3D3D20", "= ", "=0A"})
  void aForeignNameIsShownSoThatItIsFoundAgain(String service) {
    String shown = NameMapping.ESCAPE.toPosix(service);
    if (ServiceNames.isLegal(service) && !shown.equals(service)) {
      assertThat(sent(shown)).isEqualTo(service);
    }
  }

  private static String sent(String posix) {
    try {
      return NameMapping.ESCAPE.toService(posix);
    } catch (FsException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void decomposedNamesStayApartFromComposedOnes() throws FsException {
    String composed = "é";
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
    assertThat(NameMapping.ESCAPE.toService(decomposed))
        .isNotEqualTo(NameMapping.ESCAPE.toService(composed));
    assertThat(NameMapping.ESCAPE.toPosix(NameMapping.ESCAPE.toService(decomposed)))
        .isEqualTo(decomposed);
  }

  @Test
  @Statement("Over 255 bytes, before or after escaping, is ENAMETOOLONG")
  void lengthCountsInBytesBeforeAndAfterEscaping() throws FsException {
    String longest = "x".repeat(255);
    assertThat(NameMapping.ESCAPE.toService(longest)).isEqualTo(longest);
    tooLong("x".repeat(256));
    tooLong("é".repeat(128));
    tooLong(" ".repeat(86));
    assertThat(NameMapping.ESCAPE.toService(" ".repeat(85)).getBytes(StandardCharsets.UTF_8))
        .hasSize(255);
  }

  private static void tooLong(String name) {
    assertThatThrownBy(() -> NameMapping.ESCAPE.toService(name))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_TOO_LONG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a#b", "a?b", "a%b", "e\u0301", "a\\b", "a}b", "\u0001", "\uFFFD"})
  void refusingMapsNothing(String name) {
    assertThatThrownBy(() -> NameMapping.REFUSE.toService(name))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID));
    assertThat(NameMapping.REFUSE.toPosix(name)).isEqualTo(name);
  }

  @Test
  void aNameThatIsNotTextIsRefused() {
    assertThatThrownBy(() -> NameMapping.ESCAPE.toService("broken\uFFFD"))
        .isInstanceOf(FsException.class);
  }
}
