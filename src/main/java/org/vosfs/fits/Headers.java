package org.vosfs.fits;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of cutouts: those of the file, with what a smaller image or another place changes.
 */
final class Headers {
  /** What says how the data lie in the file. */
  private static final String FRAME =
      "SIMPLE|XTENSION|BITPIX|NAXIS[0-9]*|PCOUNT|GCOUNT|EXTEND|CHECKSUM|DATASUM|GROUPS";

  /** What is said of a compressed image and its table (FITS 4.0, section 10.1). */
  private static final String COMPRESSION =
      "ZIMAGE|ZCMPTYPE|ZBITPIX|ZNAXIS[0-9]*|ZTILE[0-9]+|ZNAME[0-9]+|ZVAL[0-9]+|ZMASKCMP|ZQUANTIZ"
          + "|ZDITHER0|ZBLANK|ZSIMPLE|ZTENSION|ZEXTEND|ZBLOCKED|ZPCOUNT|ZGCOUNT|ZHECKSUM|ZDATASUM"
          + "|TFIELDS|THEAP|T(TYPE|FORM|UNIT|NULL|SCAL|ZERO|DISP|DIM)[0-9]+";

  private Headers() {}

  /** A primary header without data. */
  static Cards empty() {
    Cards cards = new Cards(List.of());
    frame(cards, 8, new long[0], true, true);
    return cards;
  }

  /** The primary header of the file, without data, in front of a number of extensions. */
  static Cards leading(Cards primary, int extensions) {
    Cards cards = primary.copy();
    cards.removeIf(key -> key.equals("CHECKSUM") || key.equals("DATASUM"));
    if (cards.has("NEXTEND")) {
      cards.set("NEXTEND", BigDecimal.valueOf(extensions), "");
    }
    cards.set("EXTEND", true, "NAXIS");
    return cards;
  }

  /** The header of an image that stands whole in another place than in the file. */
  static Cards moved(Hdu hdu, boolean leads, boolean several) throws CutoutException {
    Cards cards = hdu.cards().copy();
    cards.removeIf(key -> key.matches(FRAME));
    frame(cards, hdu.bitpix(), hdu.axes(), leads, several);
    return cards;
  }

  /** The header of a box of pixels; reference pixels of every coordinate system move along. */
  static Cards cut(Hdu hdu, List<PixelRange> ranges, boolean leads, boolean several)
      throws CutoutException {
    Cards cards = hdu.cards().copy();
    cards.removeIf(key -> key.matches(FRAME));
    if (hdu.isCompressed()) {
      cards.removeIf(key -> key.matches(COMPRESSION));
      cards.removeCards(card -> card.startsWith("EXTNAME ") && card.contains("'COMPRESSED_IMAGE'"));
    }
    long[] axes = new long[ranges.size()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = ranges.get(i).most();
      shift(cards, i + 1, ranges.get(i).first() - 1, axes.length);
    }
    frame(cards, hdu.bitpix(), axes, leads, several);
    return cards;
  }

  private static void shift(Cards cards, int axis, long pixels, int axes) {
    if (pixels == 0) {
      return;
    }
    if (cards.has("CNPIX" + axis)) { // a digitised plate: where the image lies on it
      cards.set("CNPIX" + axis, BigDecimal.valueOf(cards.number("CNPIX" + axis, 0) + pixels), "");
    }
    for (String version : versions()) {
      String key = "CRPIX" + axis + version;
      if (cards.has(key) || isTold(cards, axes, version)) {
        // An axis without reference pixel has it at 0.
        BigDecimal moved =
            cards.decimal(key).orElse(BigDecimal.ZERO).subtract(BigDecimal.valueOf(pixels));
        cards.set(key, moved, "CTYPE" + axis + version);
      }
    }
  }

  /** Whether a header has coordinates of that version at all. */
  private static boolean isTold(Cards cards, int axes, String version) {
    boolean told = false;
    for (int i = 1; i <= axes; i++) {
      told |= cards.has("CTYPE" + i + version) || cards.has("CRVAL" + i + version);
    }
    return told;
  }

  private static List<String> versions() {
    List<String> versions = new ArrayList<>(List.of(""));
    for (char c = 'A'; c <= 'Z'; c++) {
      versions.add(String.valueOf(c));
    }
    return versions;
  }

  /** Puts the cards that must come first, in their order. */
  private static void frame(Cards cards, int bitpix, long[] axes, boolean leads, boolean several) {
    List<String> frame = new ArrayList<>();
    frame.add(leads ? "SIMPLE  =                    T" : "XTENSION= 'IMAGE   '");
    frame.add(number("BITPIX", bitpix));
    frame.add(number("NAXIS", axes.length));
    for (int i = 0; i < axes.length; i++) {
      frame.add(number("NAXIS" + (i + 1), axes[i]));
    }
    if (!leads) {
      frame.add(number("PCOUNT", 0));
      frame.add(number("GCOUNT", 1));
    } else if (several) {
      frame.add("EXTEND  =                    T");
    }
    for (int i = frame.size() - 1; i >= 0; i--) {
      cards.first(String.format("%-80s", frame.get(i)));
    }
  }

  private static String number(String key, long value) {
    return String.format("%-8s= %20d", key, value);
  }
}
