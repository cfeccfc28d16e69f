package org.vosfs.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pixels around a part of the sky, as the storage service has them: those touched by the box of
 * right ascension and declination around a circle, whose corners are taken to the image. Near a
 * pole, where there is no such box, those touched by the circle itself. Of polygons and ranges it
 * is the corners.
 */
final class SkyBox {
  /** Beyond that declination a box of right ascensions has no use. */
  private static final double POLAR = 85;

  private static final int POINTS = 360;

  private SkyBox() {}

  /**
   * A range for every axis; empty when that part of the sky and the image do not touch.
   *
   * @throws CutoutException NO_WCS when the coordinates of the image are not known here
   */
  static Optional<List<PixelRange>> of(CutoutSpec shape, Cards cards, long[] axes)
      throws CutoutException {
    SkyWcs wcs = SkyWcs.of(cards, axes.length);
    double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (double[] point : outline(shape)) {
      double[] pixel = wcs.pixel(point[0], point[1]);
      for (int i = 0; pixel != null && i < 2; i++) {
        low[i] = Math.min(low[i], pixel[i]);
        high[i] = Math.max(high[i], pixel[i]);
      }
    }
    if (low[0] > high[0]) {
      return Optional.empty();
    }
    List<PixelRange> ranges = new ArrayList<>();
    for (int axis = 0; axis < axes.length; axis++) {
      int side = axis == wcs.longitudeAxis ? 0 : 1;
      boolean celestial = axis == wcs.longitudeAxis || axis == wcs.latitudeAxis;
      double from = celestial ? Math.floor(low[side] + 0.5) : 1;
      double to = celestial ? Math.max(from, Math.ceil(high[side] - 0.5)) : axes[axis];
      if (from > axes[axis] || to < 1) {
        return Optional.empty();
      }
      ranges.add(
          new PixelRange((long) Math.max(1, from), (long) Math.min((double) axes[axis], to)));
    }
    return Optional.of(ranges);
  }

  private static List<double[]> outline(CutoutSpec shape) {
    if (shape instanceof CutoutSpec.Circle circle) {
      return outline(circle);
    }
    List<double[]> corners = new ArrayList<>();
    if (shape instanceof CutoutSpec.Polygon polygon) {
      for (int i = 0; i < polygon.corners().size(); i += 2) {
        corners.add(new double[] {polygon.corners().get(i), polygon.corners().get(i + 1)});
      }
    } else if (shape instanceof CutoutSpec.Range range) {
      for (double ra : new double[] {range.west(), range.east()}) {
        corners.add(new double[] {ra, range.south()});
        corners.add(new double[] {ra, range.north()});
      }
    }
    return corners;
  }

  private static List<double[]> outline(CutoutSpec.Circle circle) {
    double ra = circle.longitude();
    double dec = circle.latitude();
    double radius = circle.radius();
    List<double[]> points = new ArrayList<>();
    if (Math.abs(dec) + radius < POLAR) {
      double half = Math.min(180, radius / Math.cos(Math.toRadians(dec)));
      for (int x = -1; x <= 1; x += 2) {
        for (int y = -1; y <= 1; y += 2) {
          points.add(new double[] {ra + x * half, dec + y * radius});
        }
      }
      return points;
    }
    for (int i = 0; i < POINTS; i++) {
      points.add(away(ra, dec, radius, 360.0 * i / POINTS));
    }
    return points;
  }

  /** The point at a distance in a direction (north to east), all in degrees. */
  private static double[] away(double ra, double dec, double distance, double direction) {
    double d = Math.toRadians(dec);
    double r = Math.toRadians(distance);
    double a = Math.toRadians(direction);
    double sin = Math.sin(d) * Math.cos(r) + Math.cos(d) * Math.sin(r) * Math.cos(a);
    double y = Math.sin(a) * Math.sin(r) * Math.cos(d);
    double x = Math.cos(r) - Math.sin(d) * sin;
    double latitude = Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, sin))));
    return new double[] {ra + Math.toDegrees(Math.atan2(y, x)), latitude};
  }
}
