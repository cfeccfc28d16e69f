package org.vosfs.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one range minoc understands (section 10.3), with its mistakes: {@code -N} is read as 0..N,
 * {@code 3} as {@code 3-}; anything else means the whole file.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte, clipped
 */
record SentRange(long first, long last) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d*)(-?)(\\d*)");

  /** The range, or null for the whole file; first may lie beyond the end. */
  static @Nullable SentRange read(@Nullable String header, long length) {
    Matcher m = header == null ? null : FORM.matcher(header.trim());
    if (m == null || !m.matches()) {
      return null;
    }
    String from = m.group(1);
    String to = m.group(3);
    boolean dash = !m.group(2).isEmpty();
    if ((from.isEmpty() && to.isEmpty()) || from.length() > 18 || to.length() > 18) {
      return null;
    }
    long first = from.isEmpty() ? 0 : Long.parseLong(from);
    long last = dash && !to.isEmpty() ? Long.parseLong(to) : length - 1;
    if (first >= length) {
      return new SentRange(first, last);
    }
    return first > last ? null : new SentRange(first, Math.min(last, length - 1));
  }

  long count() {
    return last - first + 1;
  }
}
