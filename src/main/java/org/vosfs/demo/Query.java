package org.vosfs.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Request parameters; names are compared without case, as the services do. */
final class Query {
  private record Pair(String name, String value) {}

  private final List<Pair> pairs = new ArrayList<>();

  /** Parses a query string or a form body. */
  static Query parse(@Nullable String raw) {
    Query query = new Query();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String part : raw.split("&", -1)) {
      int eq = part.indexOf('=');
      String name = eq < 0 ? part : part.substring(0, eq);
      String value = eq < 0 ? "" : part.substring(eq + 1);
      query.pairs.add(new Pair(decode(name).toLowerCase(Locale.ROOT), decode(value)));
    }
    return query;
  }

  @Nullable String get(String name) {
    for (Pair pair : pairs) {
      if (pair.name().equals(name)) {
        return pair.value();
      }
    }
    return null;
  }

  /** Every value of a parameter, in the order of the request. */
  List<String> all(String name) {
    return pairs.stream().filter(pair -> pair.name().equals(name)).map(Pair::value).toList();
  }

  boolean isEmpty() {
    return pairs.isEmpty();
  }

  /** Decodes form encoding: plus is a blank. Broken escapes stay as they are. */
  static String decode(String text) {
    return percentDecode(text.replace('+', ' '));
  }

  /** Decodes percent escapes as UTF-8. Broken escapes stay as they are. */
  static String percentDecode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      if (low < 0) {
        out.write(in[i]);
      } else {
        out.write((high << 4) | low);
        i += 2;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
