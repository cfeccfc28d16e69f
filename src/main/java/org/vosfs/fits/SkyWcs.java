package org.vosfs.fits;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vosfs.fits.CutoutException.Kind;

/**
 * From the sky to the pixels of one image, by the keywords of its header (Greisen and Calabretta
 * 2002; Calabretta and Greisen 2002). ICRS, FK5 of J2000 and galactic coordinates; what it cannot
 * do is refused, never guessed.
 */
final class SkyWcs {
  /**
   * Rows of the rotation from ICRS to galactic coordinates (Hipparcos catalogue, vol. 1, 1.5.3).
   */
  private static final double[][] GALACTIC = {
    {-0.0548755604162154, -0.873437090234885, -0.4838350155487132},
    {0.4941094278755837, -0.4448296299600112, 0.746982244497219},
    {-0.8676661490190047, -0.1980763734312015, 0.4559837761750669}
  };

  /** Axes counted from 0. */
  final int longitudeAxis;

  final int latitudeAxis;
  private final Projection projection;
  private final boolean galactic;
  private final Rotation rotation;
  private final double[] reference;
  private final double[] inverse;
  private final @Nullable Sip sip;

  private SkyWcs(Cards cards, int longitudeAxis, int latitudeAxis, int axes)
      throws CutoutException {
    this.longitudeAxis = longitudeAxis;
    this.latitudeAxis = latitudeAxis;
    String type = type(cards, longitudeAxis);
    this.galactic = type.startsWith("GLON");
    this.projection = projection(type);
    requireKnown(cards);
    int x = longitudeAxis + 1;
    int y = latitudeAxis + 1;
    double lonpole = cards.real("LONPOLE", cards.real("PV" + x + "_3", Double.NaN));
    double latpole = cards.real("LATPOLE", cards.real("PV" + x + "_4", Double.NaN));
    this.rotation =
        Rotation.of(
            projection, cards.real("CRVAL" + x, 0), cards.real("CRVAL" + y, 0), lonpole, latpole);
    this.reference = new double[] {cards.real("CRPIX" + x, 0), cards.real("CRPIX" + y, 0)};
    this.inverse = inverse(new LinearTerms(cards, axes).pair(longitudeAxis, latitudeAxis));
    this.sip = type.endsWith("-SIP") ? Sip.of(cards) : null;
  }

  /** Whether a header tells celestial axes at all. */
  static boolean isTold(Cards cards, int axes) {
    return find(cards, axes, "RA--", "GLON") >= 0 && find(cards, axes, "DEC-", "GLAT") >= 0;
  }

  /**
   * The coordinates of an image.
   *
   * @throws CutoutException NO_WCS when it has none that are known here
   */
  static SkyWcs of(Cards cards, int axes) throws CutoutException {
    int longitude = find(cards, axes, "RA--", "GLON");
    int latitude = find(cards, axes, "DEC-", "GLAT");
    if (longitude < 0 || latitude < 0) {
      throw new CutoutException(Kind.NO_WCS, "the header has no celestial coordinates");
    }
    return new SkyWcs(cards, longitude, latitude, axes);
  }

  private static int find(Cards cards, int axes, String one, String other) {
    for (int i = 0; i < axes; i++) {
      String type = type(cards, i);
      if (type.startsWith(one) || type.startsWith(other)) {
        return i;
      }
    }
    return -1;
  }

  private static String type(Cards cards, int axis) {
    return cards.text("CTYPE" + (axis + 1)).toUpperCase(Locale.ROOT);
  }

  private static Projection projection(String type) throws CutoutException {
    String code = type.length() >= 8 ? type.substring(5, 8) : "";
    String rest = type.length() > 8 ? type.substring(8) : "";
    for (Projection known : Projection.values()) {
      if (known.name().equals(code) && (rest.isEmpty() || rest.equals("-SIP"))) {
        return known;
      }
    }
    throw new CutoutException(Kind.NO_WCS, "the projection " + type + " is not known here");
  }

  private void requireKnown(Cards cards) throws CutoutException {
    for (int axis : new int[] {longitudeAxis, latitudeAxis}) {
      String unit = cards.text("CUNIT" + (axis + 1)).toLowerCase(Locale.ROOT);
      if (!unit.isEmpty() && !unit.startsWith("deg")) {
        throw new CutoutException(Kind.NO_WCS, "coordinates in " + unit + " are not known here");
      }
      for (int i = 0; i <= 39; i++) {
        boolean pole = axis == longitudeAxis && (i == 3 || i == 4);
        if (!pole && cards.real("PV" + (axis + 1) + "_" + i, 0) != 0) {
          throw new CutoutException(
              Kind.NO_WCS, "projections with parameters (PV) are not known here");
        }
      }
    }
    String system =
        cards.text("RADESYS").isEmpty() ? cards.text("RADECSYS") : cards.text("RADESYS");
    double equinox = cards.real("EQUINOX", cards.real("EPOCH", 2000));
    boolean known =
        galactic
            || system.equals("ICRS")
            || ((system.equals("FK5") || system.isEmpty()) && equinox == 2000);
    if (!known) {
      throw new CutoutException(
          Kind.NO_WCS, "coordinates of " + system + " " + equinox + " are not known here");
    }
  }

  private static double[] inverse(double[] m) throws CutoutException {
    double determinant = m[0] * m[3] - m[1] * m[2];
    if (determinant == 0 || Double.isNaN(determinant)) {
      throw new CutoutException(Kind.NO_WCS, "the coordinate matrix of the header is singular");
    }
    return new double[] {
      m[3] / determinant, -m[1] / determinant, -m[2] / determinant, m[0] / determinant
    };
  }

  /** Pixel along the longitude and the latitude axis, from 1; null where nothing is shown. */
  double @Nullable [] pixel(double ra, double dec) throws CutoutException {
    double[] world = galactic ? toGalactic(ra, dec) : new double[] {ra, dec};
    double[] spherical = rotation.toNative(world[0], world[1]);
    double[] plane = projection.plane(spherical[0], spherical[1]);
    if (plane == null) {
      return null;
    }
    double x = inverse[0] * plane[0] + inverse[1] * plane[1];
    double y = inverse[2] * plane[0] + inverse[3] * plane[1];
    if (sip != null) {
      // The first polynomial belongs to the first axis of the image.
      boolean swapped = longitudeAxis > latitudeAxis;
      double[] undone = swapped ? sip.undo(y, x) : sip.undo(x, y);
      x = undone[swapped ? 1 : 0];
      y = undone[swapped ? 0 : 1];
    }
    return new double[] {x + reference[0], y + reference[1]};
  }

  static double[] toGalactic(double ra, double dec) {
    double a = Math.toRadians(ra);
    double d = Math.toRadians(dec);
    double[] from = {Math.cos(d) * Math.cos(a), Math.cos(d) * Math.sin(a), Math.sin(d)};
    double[] to = new double[3];
    for (int i = 0; i < 3; i++) {
      to[i] = GALACTIC[i][0] * from[0] + GALACTIC[i][1] * from[1] + GALACTIC[i][2] * from[2];
    }
    double longitude = Math.toDegrees(Math.atan2(to[1], to[0]));
    return new double[] {
      (longitude + 360) % 360, Math.toDegrees(Math.atan2(to[2], Math.hypot(to[0], to[1])))
    };
  }
}
