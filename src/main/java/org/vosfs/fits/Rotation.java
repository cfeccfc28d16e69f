package org.vosfs.fits;

import org.vosfs.fits.CutoutException.Kind;

/**
 * Between celestial and native spherical coordinates (Calabretta and Greisen 2002, sections 2.2 to
 * 2.5), degrees.
 *
 * @param longitude celestial longitude of the native pole
 * @param latitude celestial latitude of the native pole
 * @param phi native longitude of the celestial pole
 */
record Rotation(double longitude, double latitude, double phi) {
  /** From the keywords of a header; NaN = not given. */
  static Rotation of(
      Projection projection, double crval1, double crval2, double lonpole, double latpole)
      throws CutoutException {
    double theta0 = projection.polar ? 90 : 0;
    double phi = Double.isNaN(lonpole) ? (crval2 >= theta0 ? 0 : 180) : lonpole;
    if (projection.polar) {
      return new Rotation(crval1, crval2, phi);
    }
    double wanted = Double.isNaN(latpole) ? 90 : latpole;
    double cosPhi = Math.cos(Math.toRadians(phi));
    double ratio = Math.sin(Math.toRadians(crval2)) / Math.abs(cosPhi);
    if (Double.isNaN(ratio) || Math.abs(ratio) > 1 + 1e-10) {
      throw new CutoutException(Kind.NO_WCS, "LONPOLE and CRVAL do not go together");
    }
    double middle = cosPhi >= 0 ? 0 : 180;
    double away = Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, ratio))));
    double latitude = nearest(wanted, wrapped(middle + away), wrapped(middle - away));
    return new Rotation(poleLongitude(crval1, crval2, latitude, phi), latitude, phi);
  }

  private static double nearest(double wanted, double one, double other) throws CutoutException {
    boolean oneFits = Math.abs(one) <= 90 + 1e-10;
    boolean otherFits = Math.abs(other) <= 90 + 1e-10;
    if (!oneFits && !otherFits) {
      throw new CutoutException(Kind.NO_WCS, "LONPOLE and CRVAL do not go together");
    }
    if (oneFits && otherFits) {
      return Math.abs(one - wanted) <= Math.abs(other - wanted) ? one : other;
    }
    return oneFits ? one : other;
  }

  private static double poleLongitude(double crval1, double crval2, double latitude, double phi) {
    if (latitude >= 90 - 1e-10) {
      return crval1 + phi - 180;
    }
    if (latitude <= -90 + 1e-10) {
      return crval1 - phi;
    }
    double pole = Math.toRadians(latitude);
    double reference = Math.toRadians(crval2);
    double sin = Math.sin(Math.toRadians(phi)) / Math.cos(reference);
    double cos = -Math.sin(pole) * Math.sin(reference) / (Math.cos(pole) * Math.cos(reference));
    return crval1 - Math.toDegrees(Math.atan2(sin, cos));
  }

  /** Native longitude between -180 and 180, and latitude. */
  double[] toNative(double alpha, double delta) {
    double a = Math.toRadians(alpha - longitude);
    double d = Math.toRadians(delta);
    double p = Math.toRadians(latitude);
    double x = Math.sin(d) * Math.cos(p) - Math.cos(d) * Math.sin(p) * Math.cos(a);
    double y = -Math.cos(d) * Math.sin(a);
    double z = Math.sin(d) * Math.sin(p) + Math.cos(d) * Math.cos(p) * Math.cos(a);
    double nativePhi = phi + Math.toDegrees(Math.atan2(y, x));
    // Near the pole the arc sine forgets half of the digits.
    double theta = Math.toDegrees(Math.atan2(z, Math.hypot(x, y)));
    return new double[] {wrapped(nativePhi), theta};
  }

  private static double wrapped(double angle) {
    double rest = Math.IEEEremainder(angle, 360);
    return rest == -180 ? 180 : rest;
  }
}
