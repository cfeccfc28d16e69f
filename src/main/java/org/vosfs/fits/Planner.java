package org.vosfs.fits;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vosfs.fits.CutoutException.Kind;

/**
 * Which parts of a file a request means, and the form of the result: one image becomes a primary
 * one; several parts stand in the order of the file, behind the primary header when that has no
 * data (protocol §11.1).
 */
final class Planner {
  /** A part that is wanted; no ranges = as it stands. */
  private record Wanted(Hdu hdu, List<PixelRange> ranges) {
    boolean whole() {
      return ranges.isEmpty();
    }

    /** Whether it can stand at the beginning of a file. */
    boolean canLead() {
      return hdu.index() == 0 || (hdu.isImage() && !(whole() && hdu.isCompressed()));
    }
  }

  private final FitsSource source;
  private final HduWalk walk;

  Planner(FitsSource source) {
    this.source = source;
    this.walk = new HduWalk(source);
  }

  List<CutPlan.Part> parts(CutoutSpec spec) throws IOException {
    List<Wanted> wanted =
        spec instanceof CutoutSpec.Sections some ? named(some.sections()) : around(spec);
    List<CutPlan.Part> parts = new ArrayList<>();
    Wanted first = wanted.get(0);
    boolean several = wanted.size() > 1;
    if (!first.canLead()) {
      parts.add(header(Headers.empty()));
    } else if (several && first.hdu().index() > 0 && primary().length() == 0) {
      parts.add(header(Headers.leading(primary().cards(), wanted.size())));
    }
    for (Wanted part : wanted) {
      parts.add(part(part, parts.isEmpty(), several));
    }
    return parts;
  }

  private static CutPlan.Part header(Cards cards) {
    return part(cards, new CutPlan.NoPixels());
  }

  private CutPlan.Part part(Wanted part, boolean leads, boolean several) throws IOException {
    Hdu hdu = part.hdu();
    if (part.whole()) {
      Pixels data = PlainPixels.whole(source, hdu.data(), hdu.length());
      boolean stands = leads == (hdu.index() == 0);
      Cards cards = stands ? hdu.cards() : Headers.moved(hdu, leads, several);
      return part(cards, data);
    }
    Cards cards = Headers.cut(hdu, part.ranges(), leads, several);
    Pixels pixels =
        hdu.isCompressed()
            ? new TiledPixels(source, hdu, part.ranges())
            : PlainPixels.of(source, hdu, part.ranges());
    return part(cards, pixels);
  }

  private static CutPlan.Part part(Cards cards, Pixels pixels) {
    return new CutPlan.Part(cards.bytes(), pixels, Optional.of(FitsOutline.part(cards)));
  }

  private Hdu primary() throws IOException {
    return walk.at(0).orElseThrow();
  }

  private List<Wanted> named(List<Section> sections) throws IOException {
    List<Wanted> wanted = new ArrayList<>();
    for (Section section : sections) {
      Hdu hdu = find(section);
      wanted.add(new Wanted(hdu, fit(hdu, section)));
    }
    wanted.sort(Comparator.comparingInt(part -> part.hdu().index()));
    return wanted;
  }

  private Hdu find(Section section) throws IOException {
    Optional<Integer> index = section.index();
    Optional<Hdu> found = Optional.empty();
    if (index.isPresent()) {
      found = walk.at(index.get());
    } else {
      Optional<Hdu> next = walk.at(0);
      for (int i = 1; next.isPresent() && found.isEmpty(); i++) {
        Cards cards = next.get().cards();
        int version = (int) cards.number("EXTVER", 1);
        if (cards.has("EXTNAME") && section.names(cards.text("EXTNAME"), version)) {
          found = next;
        }
        next = walk.at(i);
      }
    }
    if (found.isEmpty()) {
      throw new CutoutException(
          Kind.NO_EXTENSION,
          "there is no extension "
              + section.extension()
              + "; the last one is number "
              + (walk.all().size() - 1));
    }
    return found.get();
  }

  /** The ranges that remain of what is asked for, one for each axis. */
  private static List<PixelRange> fit(Hdu hdu, Section section) throws CutoutException {
    if (section.ranges().isEmpty()) {
      return List.of();
    }
    if (!hdu.isImage()) {
      throw new CutoutException(
          Kind.NOT_IMAGE, "extension " + section.extension() + " is no image but a table");
    }
    long[] axes = hdu.axes();
    if (section.ranges().size() > axes.length) {
      throw new CutoutException(
          Kind.OUT_OF_RANGE, "extension " + section.extension() + " has " + axes.length + " axes");
    }
    List<PixelRange> fit = new ArrayList<>();
    for (int i = 0; i < axes.length; i++) {
      PixelRange asked = i < section.ranges().size() ? section.ranges().get(i) : PixelRange.ALL;
      if (asked.first() > axes[i]) {
        throw new CutoutException(
            Kind.OUT_OF_RANGE,
            "pixels "
                + asked
                + " are outside of axis "
                + (i + 1)
                + " of extension "
                + section.extension()
                + ", which has "
                + axes[i]);
      }
      fit.add(new PixelRange(asked.first(), Math.min(asked.last(), axes[i])));
    }
    return fit;
  }

  private List<Wanted> around(CutoutSpec shape) throws IOException {
    List<Wanted> wanted = new ArrayList<>();
    boolean sky = false;
    for (Hdu hdu : walk.all()) {
      long[] axes = hdu.isImage() ? hdu.axes() : new long[0];
      if (hasPixels(axes) && SkyWcs.isTold(hdu.cards(), axes.length)) {
        sky = true;
        SkyBox.of(shape, hdu.cards(), axes)
            .ifPresent(ranges -> wanted.add(new Wanted(hdu, ranges)));
      }
    }
    if (!sky) {
      throw new CutoutException(Kind.NO_WCS, "no image of the file has celestial coordinates");
    }
    if (wanted.isEmpty()) {
      throw new CutoutException(
          Kind.NO_OVERLAP, "that part of the sky touches no image of the file");
    }
    return wanted;
  }

  private static boolean hasPixels(long[] axes) {
    boolean pixels = axes.length >= 2;
    for (long axis : axes) {
      pixels &= axis > 0;
    }
    return pixels;
  }
}
