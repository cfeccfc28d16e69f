package org.vosfs.fits;

import java.util.List;
import java.util.stream.Collectors;

/** What is wanted of a FITS file. Immutable. */
public sealed interface CutoutSpec {
  /** The canonical text, which {@link CutoutNames} reads again. */
  String text();

  /** Extensions and boxes of pixels, in this order. */
  record Sections(List<Section> sections) implements CutoutSpec {
    public Sections {
      sections = List.copyOf(sections);
    }

    @Override
    public String text() {
      return sections.stream().map(Section::toString).collect(Collectors.joining());
    }
  }

  /**
   * The pixels of every image around a circle on the sky.
   *
   * @param longitude right ascension (ICRS), degrees
   * @param latitude declination (ICRS), degrees
   * @param radius degrees
   */
  record Circle(double longitude, double latitude, double radius) implements CutoutSpec {
    @Override
    public String text() {
      return "(" + plain(longitude) + "," + plain(latitude) + "," + plain(radius) + ")";
    }

    private static String plain(double value) {
      return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
  }

  /**
   * The pixels of every image around a polygon on the sky.
   *
   * @param corners right ascension and declination of each, by turns, in degrees
   */
  record Polygon(List<Double> corners) implements CutoutSpec {
    public Polygon {
      corners = List.copyOf(corners);
      if (corners.size() < 6 || corners.size() % 2 != 0) {
        throw new IllegalArgumentException("a polygon has three corners and more");
      }
    }

    /** As the service's parameter POS has it. */
    @Override
    public String text() {
      return "POLYGON " + corners.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
  }

  /** The pixels of every image between two right ascensions and two declinations, in degrees. */
  record Range(double west, double east, double south, double north) implements CutoutSpec {
    /** As the service's parameter POS has it. */
    @Override
    public String text() {
      return "RANGE " + west + " " + east + " " + south + " " + north;
    }
  }

  /** All headers as text. */
  record Headers() implements CutoutSpec {
    @Override
    public String text() {
      return "[head]";
    }
  }
}
