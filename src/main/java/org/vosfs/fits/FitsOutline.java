package org.vosfs.fits;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a FITS file consists of, without its pixels.
 *
 * @param parts of images and tables
 * @param isComplete whether the file has all the data that the headers announce
 */
public record FitsOutline(List<Part> parts, boolean isComplete) {
  private static final double CLOSE = 1e-6;

  /**
   * One extension.
   *
   * @param bitpix of what lies in the file
   * @param axes NAXIS1, NAXIS2...
   * @param references CRPIX1, CRPIX2...; 0 where the header has none
   */
  public record Part(int bitpix, List<Long> axes, List<Double> references) {}

  public FitsOutline {
    parts = List.copyOf(parts);
  }

  /** Reads the headers. */
  public static FitsOutline of(FitsSource source) throws IOException {
    List<Part> parts = new ArrayList<>();
    boolean complete = true;
    for (Hdu hdu : new HduWalk(source).all()) {
      parts.add(part(hdu.cards()));
      complete &= hdu.data() + hdu.length() <= source.length();
    }
    return new FitsOutline(parts, complete);
  }

  static Part part(Cards cards) {
    List<Long> axes = new ArrayList<>();
    List<Double> references = new ArrayList<>();
    for (int i = 1; i <= cards.number("NAXIS", 0); i++) {
      axes.add(cards.number("NAXIS" + i, -1));
      references.add(cards.real("CRPIX" + i, 0));
    }
    return new Part((int) cards.number("BITPIX", 0), axes, references);
  }

  /**
   * Whether the same is in both: a header without data in front counts for nothing. A reference
   * pixel that only one of them tells is no difference.
   */
  public boolean isLike(FitsOutline other) {
    List<Part> mine = withoutEmptyStart();
    List<Part> theirs = other.withoutEmptyStart();
    boolean like = mine.size() == theirs.size();
    for (int i = 0; like && i < mine.size(); i++) {
      like = isLike(mine.get(i), theirs.get(i));
    }
    return like;
  }

  private static boolean isLike(Part one, Part other) {
    boolean like = one.bitpix() == other.bitpix() && one.axes().equals(other.axes());
    for (int i = 0; like && i < one.axes().size(); i++) {
      double here = one.references().get(i);
      double there = other.references().get(i);
      like = here == 0 || there == 0 || Math.abs(here - there) < CLOSE;
    }
    return like;
  }

  private List<Part> withoutEmptyStart() {
    boolean empty = parts.size() > 1 && parts.get(0).axes().isEmpty();
    return empty ? parts.subList(1, parts.size()) : parts;
  }
}
