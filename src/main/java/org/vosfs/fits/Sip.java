package org.vosfs.fits;

import org.vosfs.fits.CutoutException.Kind;

/**
 * The SIP distortion polynomials (Shupe et al. 2005), backwards by iteration of the forward ones.
 */
final class Sip {
  private static final int MOST_STEPS = 100;
  private static final double CLOSE = 1e-9;
  private static final int HIGHEST = 9;

  private final double[][] a;
  private final double[][] b;

  private Sip(double[][] a, double[][] b) {
    this.a = a;
    this.b = b;
  }

  static Sip of(Cards cards) throws CutoutException {
    return new Sip(coefficients(cards, "A"), coefficients(cards, "B"));
  }

  private static double[][] coefficients(Cards cards, String name) throws CutoutException {
    long order = cards.number(name + "_ORDER", 0);
    if (order < 0 || order > HIGHEST) {
      throw new CutoutException(Kind.NO_WCS, "the SIP distortion has order " + order);
    }
    double[][] values = new double[(int) order + 1][(int) order + 1];
    for (int p = 0; p <= order; p++) {
      for (int q = 0; p + q <= order; q++) {
        values[p][q] = cards.real(name + "_" + p + "_" + q, 0);
      }
    }
    return values;
  }

  private static double value(double[][] coefficients, double u, double v) {
    double sum = 0;
    for (int p = coefficients.length - 1; p >= 0; p--) {
      double inner = 0;
      for (int q = coefficients.length - 1 - p; q >= 0; q--) {
        inner = inner * v + coefficients[p][q];
      }
      sum = sum * u + inner;
    }
    return sum;
  }

  /** Pixels from the reference point, given where they would be without distortion. */
  double[] undo(double x, double y) throws CutoutException {
    double u = x;
    double v = y;
    for (int step = 0; step < MOST_STEPS; step++) {
      double nextU = x - value(a, u, v);
      double nextV = y - value(b, u, v);
      double moved = Math.abs(nextU - u) + Math.abs(nextV - v);
      u = nextU;
      v = nextV;
      if (moved < CLOSE) {
        return new double[] {u, v};
      }
    }
    throw new CutoutException(Kind.NO_WCS, "the SIP distortion cannot be undone there");
  }
}
