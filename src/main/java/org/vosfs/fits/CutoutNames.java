package org.vosfs.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vosfs.fits.CutoutException.Kind;

/**
 * The forms in which a part of a file is asked for, as the clients of the service have them: {@code
 * img.fits[1][100:200,100:200]}, {@code img.fits(ra,dec,radius)}, and {@code img.fits[head]}.
 * Stateless.
 */
public final class CutoutNames {
  /** The longest text that is looked at: that of a name. */
  private static final int LONGEST = 255;

  private static final String NUMBER =
      "\\s*([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)\\s*";
  private static final Pattern CIRCLE =
      Pattern.compile("\\(" + NUMBER + "," + NUMBER + "," + NUMBER + "\\)");
  private static final Pattern BRACKET = Pattern.compile("\\[([^\\[\\]]*)\\]");
  private static final Pattern RANGE =
      Pattern.compile("\\s*(?:\\*|([0-9]{1,18})\\s*(?::\\s*([0-9]{1,18}))?)\\s*");

  private CutoutNames() {}

  /** A file and what is wanted of it. */
  public record Named(String file, String spec) {}

  /**
   * Splits a name that ends with brackets or parentheses behind a file name; whether the rest means
   * anything is told by {@link #spec}. Empty for all other names.
   */
  public static Optional<Named> split(String name) {
    int end = name.length();
    if (end == 0 || end > LONGEST * 4) {
      return Optional.empty();
    }
    int start = end;
    if (name.charAt(end - 1) == ')') {
      start = name.lastIndexOf('(');
    } else {
      while (start > 0 && name.charAt(start - 1) == ']') {
        start = name.lastIndexOf('[', start - 1);
      }
    }
    return start <= 0 || start == end
        ? Optional.empty()
        : Optional.of(new Named(name.substring(0, start), name.substring(start)));
  }

  /**
   * What a text asks for.
   *
   * @throws CutoutException BAD_SPEC with what is wrong
   */
  public static CutoutSpec spec(String text) throws CutoutException {
    if (text.length() > LONGEST) {
      throw bad(text.substring(0, 40) + "...", "too long");
    }
    if (text.equals("[head]")) {
      return new CutoutSpec.Headers();
    }
    return text.startsWith("(") ? circle(text) : sections(text);
  }

  private static CutoutSpec circle(String text) throws CutoutException {
    Matcher matcher = CIRCLE.matcher(text);
    if (!matcher.matches()) {
      throw bad(text, "a circle is (RA,DEC,RADIUS) in degrees");
    }
    double longitude = Double.parseDouble(matcher.group(1));
    double latitude = Double.parseDouble(matcher.group(2));
    double radius = Double.parseDouble(matcher.group(3));
    if (longitude < 0 || longitude > 360) {
      throw bad(text, "the right ascension is between 0 and 360 degrees");
    }
    if (latitude < -90 || latitude > 90) {
      throw bad(text, "the declination is between -90 and 90 degrees");
    }
    if (radius <= 0 || radius >= 90) {
      throw bad(text, "the radius is above 0 and below 90 degrees");
    }
    return new CutoutSpec.Circle(longitude, latitude, radius);
  }

  private static CutoutSpec sections(String text) throws CutoutException {
    List<String> brackets = new ArrayList<>();
    Matcher matcher = BRACKET.matcher(text);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      brackets.add(matcher.group(1).strip());
      end = matcher.end();
    }
    if (end != text.length() || brackets.isEmpty()) {
      throw bad(text, "brackets do not match");
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < brackets.size(); i++) {
      String extension = brackets.get(i);
      boolean ranged = isRanges(extension);
      if (ranged && i > 0) {
        throw bad(text, "a box of pixels follows its extension: [EXT][X1:X2,Y1:Y2]");
      }
      if (ranged) {
        sections.add(new Section("0", ranges(text, extension)));
      } else if (i + 1 < brackets.size() && isRanges(brackets.get(i + 1))) {
        sections.add(new Section(extension(text, extension), ranges(text, brackets.get(++i))));
      } else {
        sections.add(new Section(extension(text, extension), List.of()));
      }
    }
    return new CutoutSpec.Sections(sections);
  }

  private static boolean isRanges(String bracket) {
    return bracket.indexOf(':') >= 0 || bracket.indexOf('*') >= 0;
  }

  private static String extension(String text, String extension) throws CutoutException {
    if (extension.isEmpty()) {
      throw bad(text, "an extension is a number, a NAME, or NAME,VERSION");
    }
    return extension;
  }

  private static List<PixelRange> ranges(String text, String bracket) throws CutoutException {
    List<PixelRange> ranges = new ArrayList<>();
    for (String part : bracket.split(",", -1)) {
      Matcher matcher = RANGE.matcher(part);
      if (!matcher.matches()) {
        throw bad(text, "'" + part.strip() + "' is no range of pixels like 100:200 or *");
      }
      if (matcher.group(1) == null) {
        ranges.add(PixelRange.ALL);
        continue;
      }
      long first = Long.parseLong(matcher.group(1));
      long last = Long.parseLong(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
      if (first < 1 || last < first) {
        throw bad(text, "pixels are counted from 1, and a range goes upwards: " + part.strip());
      }
      ranges.add(new PixelRange(first, last));
    }
    return ranges;
  }

  private static CutoutException bad(String text, String why) {
    return new CutoutException(Kind.BAD_SPEC, "no cutout: " + text + ": " + why);
  }
}
