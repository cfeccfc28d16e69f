package org.vosfs.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Date texts of the services. */
final class Dates {
  private static final DateTimeFormatter IVOA =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Dates() {}

  /** As in node properties: UTC, milliseconds, no zone suffix. */
  static String ivoa(long millis) {
    return IVOA.format(Instant.ofEpochMilli(millis));
  }

  /** As in HTTP headers: one second resolution. */
  static String http(long millis) {
    return HTTP.format(Instant.ofEpochMilli(millis));
  }

  /** Milliseconds of an HTTP date, or -1 when it is none. */
  static long parseHttp(String text) {
    try {
      return Instant.from(HTTP.parse(text.trim())).toEpochMilli();
    } catch (java.time.DateTimeException e) {
      return -1;
    }
  }
}
