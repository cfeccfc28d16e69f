package org.vosfs.fits;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.HeaderCard;

/**
 * The cards of one header, 80 characters each, without END. Cards that are not changed keep every
 * character; values are read by the FITS library. One thread.
 */
final class Cards {
  static final int CARD = 80;
  static final int BLOCK = 2880;

  // Held for good: a logger nobody holds is made anew with its usual level. Odd cards are no news.
  private static final Logger LIBRARY = Logger.getLogger("nom.tam");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private final List<String> cards;
  private final Map<String, Integer> places = new HashMap<>();

  Cards(List<String> cards) {
    this.cards = new ArrayList<>(cards);
    for (int i = 0; i < cards.size(); i++) {
      places.putIfAbsent(key(cards.get(i)), i);
    }
  }

  static String key(String card) {
    return card.substring(0, 8).stripTrailing();
  }

  Cards copy() {
    return new Cards(cards);
  }

  List<String> all() {
    return List.copyOf(cards);
  }

  boolean has(String key) {
    return places.containsKey(key);
  }

  Optional<String> value(String key) {
    Integer place = places.get(key);
    if (place == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(HeaderCard.create(cards.get(place)).getValue());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no card by the standard: it says nothing
    }
  }

  /** A whole number; {@code otherwise} when there is none. */
  long number(String key, long otherwise) {
    return decimal(key).map(BigDecimal::longValue).orElse(otherwise);
  }

  double real(String key, double otherwise) {
    return decimal(key).map(BigDecimal::doubleValue).orElse(otherwise);
  }

  Optional<BigDecimal> decimal(String key) {
    return value(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(
                    new BigDecimal(text.strip().replace('D', 'E').replace('d', 'E')));
              } catch (NumberFormatException e) {
                return Optional.empty();
              }
            });
  }

  /** Text without the blanks at its end. */
  String text(String key) {
    return value(key).map(String::stripTrailing).orElse("");
  }

  boolean isTrue(String key) {
    return value(key).map(text -> text.strip().equals("T")).orElse(false);
  }

  /** Sets a number where the card stands, with its comment, or else after {@code after}. */
  void set(String key, BigDecimal value, String after) {
    String text = value.toPlainString();
    if (text.length() > 20) {
      text = Double.toString(value.doubleValue());
    }
    put(key, String.format("%20s", text), after);
  }

  void set(String key, boolean value, String after) {
    put(key, String.format("%20s", value ? "T" : "F"), after);
  }

  private void put(String key, String value, String after) {
    Integer place = places.get(key);
    String comment = place == null ? "" : comment(cards.get(place));
    String card = String.format("%-8s= %s%s", key, value, comment);
    String sized = String.format("%-80s", card).substring(0, CARD);
    if (place != null) {
      cards.set(place, sized);
    } else {
      insert(after, sized);
    }
  }

  /** Puts a whole card behind the one of a key, or at the end. */
  void insert(String after, String card) {
    Integer place = places.get(after);
    cards.add(place == null ? cards.size() : place + 1, card);
    index();
  }

  /** Puts a whole card before all others. */
  void first(String card) {
    cards.add(0, card);
    index();
  }

  void removeIf(Predicate<String> keys) {
    cards.removeIf(card -> keys.test(key(card)));
    index();
  }

  void removeCards(Predicate<String> unwanted) {
    cards.removeIf(unwanted);
    index();
  }

  private void index() {
    places.clear();
    for (int i = 0; i < cards.size(); i++) {
      places.putIfAbsent(key(cards.get(i)), i);
    }
  }

  /** The comment with its slash, where a number stands in front of it. */
  private static String comment(String card) {
    int slash = card.indexOf('/');
    int quote = card.indexOf('\'');
    return slash < 0 || (quote >= 0 && quote < slash)
        ? ""
        : " " + card.substring(slash).stripTrailing();
  }

  /** The header as it stands in a file, padded to whole blocks. */
  byte[] bytes() {
    int length = (cards.size() + 1) * CARD;
    int padded = (length + BLOCK - 1) / BLOCK * BLOCK;
    StringBuilder text = new StringBuilder(padded);
    cards.forEach(text::append);
    text.append(String.format("%-80s", "END"));
    text.append(" ".repeat(padded - text.length()));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
