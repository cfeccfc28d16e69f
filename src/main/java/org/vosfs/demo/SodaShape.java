package org.vosfs.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.CutoutNames;
import org.vosfs.fits.CutoutSpec;

/**
 * A part of the sky as SODA's parameters have it: {@code CIRCLE}, {@code POLYGON}, or either of
 * them or a {@code RANGE} as the value of {@code POS} (section 11.1).
 *
 * @param label as it stands in the name of the result
 */
record SodaShape(String label, CutoutSpec spec) {
  private static final String POS = "pos";

  /** Null when the query names none. */
  static @Nullable SodaShape of(Query query) throws Refusal {
    for (String shape : List.of("circle", "polygon")) {
      String numbers = query.get(shape);
      if (numbers != null) {
        return of(shape, numbers.strip());
      }
    }
    String pos = query.get(POS);
    if (pos == null) {
      return null;
    }
    String[] words = pos.strip().split("\\s+", 2);
    String shape = words[0].toLowerCase(Locale.ROOT);
    if (words.length < 2 || !List.of("circle", "polygon", "range").contains(shape)) {
      throw invalid(POS, pos);
    }
    return of(shape, words[1].strip());
  }

  private static SodaShape of(String shape, String text) throws Refusal {
    List<Double> numbers = numbers(shape, text);
    String label = shape + "_" + text;
    switch (shape) {
      case "circle" -> {
        try {
          String circle = "(" + text.replaceAll("\\s+", ",") + ")";
          return new SodaShape(label, CutoutNames.spec(circle));
        } catch (CutoutException e) {
          throw invalid(shape, text);
        }
      }
      case "polygon" -> {
        if (numbers.size() < 6 || numbers.size() % 2 != 0) {
          throw invalid(shape, text);
        }
        return new SodaShape(label, new CutoutSpec.Polygon(numbers));
      }
      default -> {
        if (numbers.size() != 4
            || numbers.get(0) > numbers.get(1)
            || numbers.get(2) > numbers.get(3)) {
          throw invalid(shape, text);
        }
        return new SodaShape(
            label,
            new CutoutSpec.Range(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3)));
      }
    }
  }

  private static List<Double> numbers(String shape, String text) throws Refusal {
    List<Double> numbers = new ArrayList<>();
    for (String word : text.split("\\s+", -1)) {
      try {
        double number = Double.parseDouble(word);
        if (!Double.isFinite(number)) {
          throw invalid(shape, text);
        }
        numbers.add(number);
      } catch (NumberFormatException e) {
        throw invalid(shape, text);
      }
    }
    return numbers;
  }

  private static Refusal invalid(String shape, String text) {
    return Refusal.badRequest("Invalid argument: " + shape.toUpperCase(Locale.ROOT) + ": " + text);
  }
}
