package org.vosfs.fits;

import org.vosfs.fits.CutoutException.Kind;

/** The matrix from pixels to intermediate world coordinates: CDi_j, PCi_j with CDELT, or CROTA. */
final class LinearTerms {
  private final Cards cards;
  private final int axes;

  LinearTerms(Cards cards, int axes) {
    this.cards = cards;
    this.axes = axes;
  }

  /** The four elements for two axes, row by row. */
  double[] pair(int one, int other) throws CutoutException {
    boolean cd = false;
    boolean pc = false;
    for (int i : new int[] {one, other}) {
      for (int j = 0; j < axes; j++) {
        cd |= cards.has(name("CD", i, j));
        pc |= cards.has(name("PC", i, j));
        double mixed = cards.real(name("CD", i, j), 0) + cards.real(name("PC", i, j), 0);
        if (j != one && j != other && mixed != 0) {
          throw new CutoutException(
              Kind.NO_WCS, "celestial axes that are mixed with others are not known here");
        }
      }
    }
    if (cd) {
      return new double[] {
        cards.real(name("CD", one, one), 0),
        cards.real(name("CD", one, other), 0),
        cards.real(name("CD", other, one), 0),
        cards.real(name("CD", other, other), 0)
      };
    }
    double x = cards.real("CDELT" + (one + 1), 1);
    double y = cards.real("CDELT" + (other + 1), 1);
    double turn = pc ? 0 : Math.toRadians(cards.real("CROTA" + (other + 1), 0));
    if (turn != 0) {
      double cos = Math.cos(turn);
      double sin = Math.sin(turn);
      return new double[] {x * cos, -y * sin, x * sin, y * cos};
    }
    return new double[] {
      x * cards.real(name("PC", one, one), 1),
      x * cards.real(name("PC", one, other), 0),
      y * cards.real(name("PC", other, one), 0),
      y * cards.real(name("PC", other, other), 1)
    };
  }

  private static String name(String matrix, int i, int j) {
    return matrix + (i + 1) + "_" + (j + 1);
  }
}
