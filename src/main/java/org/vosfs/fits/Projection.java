package org.vosfs.fits;

import org.jspecify.annotations.Nullable;

/**
 * From native spherical coordinates to the plane of projection, in degrees (Calabretta and Greisen
 * 2002, A&amp;A 395, 1077, section 5). Only those without parameters.
 */
enum Projection {
  TAN(true) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return theta <= 0 ? null : zenithal(phi, DEGREES / Math.tan(Math.toRadians(theta)));
    }
  },
  SIN(true) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return theta < 0 ? null : zenithal(phi, DEGREES * Math.cos(Math.toRadians(theta)));
    }
  },
  ARC(true) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return zenithal(phi, 90 - theta);
    }
  },
  STG(true) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return theta <= -90
          ? null
          : zenithal(phi, 2 * DEGREES * Math.tan(Math.toRadians((90 - theta) / 2)));
    }
  },
  ZEA(true) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return zenithal(phi, 2 * DEGREES * Math.sin(Math.toRadians((90 - theta) / 2)));
    }
  },
  CAR(false) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return new double[] {phi, theta};
    }
  },
  CEA(false) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return new double[] {phi, DEGREES * Math.sin(Math.toRadians(theta))};
    }
  },
  MER(false) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return Math.abs(theta) >= 90
          ? null
          : new double[] {phi, DEGREES * Math.log(Math.tan(Math.toRadians((90 + theta) / 2)))};
    }
  },
  SFL(false) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      return new double[] {phi * Math.cos(Math.toRadians(theta)), theta};
    }
  },
  AIT(false) {
    @Override
    double @Nullable [] plane(double phi, double theta) {
      double half = Math.toRadians(phi / 2);
      double cos = Math.cos(Math.toRadians(theta));
      double gamma = DEGREES * Math.sqrt(2 / (1 + cos * Math.cos(half)));
      return new double[] {
        2 * gamma * cos * Math.sin(half), gamma * Math.sin(Math.toRadians(theta))
      };
    }
  };

  private static final double DEGREES = 180 / Math.PI;

  /** Whether the reference point is the native pole; else it is on the native equator. */
  final boolean polar;

  Projection(boolean polar) {
    this.polar = polar;
  }

  /** Null where the projection shows nothing. */
  abstract double @Nullable [] plane(double phi, double theta);

  static double[] zenithal(double phi, double radius) {
    double angle = Math.toRadians(phi);
    return new double[] {radius * Math.sin(angle), -radius * Math.cos(angle)};
  }
}
