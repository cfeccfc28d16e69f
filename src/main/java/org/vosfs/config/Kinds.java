package org.vosfs.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kinds of values that settings have. Stateless. */
final class Kinds {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

  static final Kind<Boolean> FLAG = new Kind<>("", "yes or no", Kinds::flag);
  static final Kind<Duration> DURATION =
      new Kind<>("DURATION", "a duration such as 500ms, 30s, 5m, 2h, 1d or 0", Kinds::duration);
  static final Kind<Long> SIZE =
      new Kind<>("SIZE", "a size in bytes, or with K, M, G or T, such as 20G", Kinds::size);
  static final Kind<List<Long>> RATES =
      new Kind<>(
          "UP[:DOWN]",
          "bytes a second, such as 5M or 5M:20M (up, then down); 0 is no limit",
          Kinds::rates);
  static final Kind<Integer> OCTAL =
      new Kind<>("MASK", "three octal digits, such as 077", Kinds::octal);
  static final Kind<URI> ENDPOINT =
      new Kind<>("URL", "a URL that begins with http:// or https://", Kinds::endpoint);

  static final Kind<String> RESOURCE =
      new Kind<>("ID", "a resource id such as ivo://cadc.nrc.ca/vault", Kinds::resource);
  static final Kind<List<URI>> ENDPOINTS =
      new Kind<>(
          "URLS",
          "URLs that begin with http:// or https://, with blanks between",
          Kinds::endpoints);

  /** On this machine only, unless a host is named. */
  static final Kind<InetSocketAddress> ADDRESS =
      new Kind<>(
          "[HOST:]PORT",
          "a port such as 9464, or HOST:PORT; without a host on 127.0.0.1 only, 0 is any free port",
          Kinds::address);

  /** Anything but nothing. */
  static final Kind<String> COMMAND =
      new Kind<>(
          "COMMAND",
          "a command line",
          text -> {
            if (text.isBlank()) {
              throw new IllegalArgumentException("empty");
            }
            return text;
          });

  private Kinds() {}

  /** A path; a relative one begins at {@code directory}, {@code ~/} in {@code home}. */
  static Kind<Path> path(Path directory, Path home) {
    return new Kind<>(
        "PATH",
        "a path",
        text -> {
          if (text.isEmpty()) {
            throw new IllegalArgumentException("empty");
          }
          return text.startsWith("~/")
              ? home.resolve(text.substring(2))
              : directory.resolve(text).normalize();
        });
  }

  static Kind<Integer> number(int least, int most) {
    return new Kind<>(
        "N",
        "a number from " + least + " to " + most,
        text -> {
          int value = Integer.parseInt(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        });
  }

  static Kind<String> choice(String... choices) {
    List<String> all = List.of(choices);
    return new Kind<>(
        String.join("|", all),
        "one of " + String.join(", ", all),
        text -> {
          if (!all.contains(text)) {
            throw new IllegalArgumentException("not a choice");
          }
          return text;
        });
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    int port = Integer.parseInt(text.substring(colon + 1));
    if (bare.isBlank() || (bare.equals(host) && bare.contains(":"))) {
      throw new IllegalArgumentException("no host");
    }
    return InetSocketAddress.createUnresolved(bare, port);
  }

  private static Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "yes", "true", "on", "1" -> true;
      case "no", "false", "off", "0" -> false;
      default -> throw new IllegalArgumentException("neither yes nor no");
    };
  }

  private static Duration duration(String text) {
    Matcher matcher = matched(text);
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "", "s" -> Duration.ofSeconds(number);
      case "m", "min" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw new IllegalArgumentException("unknown unit");
    };
  }

  private static Long size(String text) {
    Matcher matcher = matched(text);
    long number = Long.parseLong(matcher.group(1));
    int shift =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "", "B" -> 0;
          case "K", "KB", "KIB" -> 10;
          case "M", "MB", "MIB" -> 20;
          case "G", "GB", "GIB" -> 30;
          case "T", "TB", "TIB" -> 40;
          default -> throw new IllegalArgumentException("unknown unit");
        };
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("too big");
    }
    return number << shift;
  }

  /** One number is for each direction. */
  private static List<Long> rates(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 2) {
      throw new IllegalArgumentException("more than two rates");
    }
    return List.of(size(parts[0]), size(parts[parts.length - 1]));
  }

  private static Matcher matched(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a number with a unit");
    }
    return matcher;
  }

  private static Integer octal(String text) {
    int value = Integer.parseInt(text, 8);
    if (value < 0 || value > 0777) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private static String resource(String text) {
    if (!text.matches("ivo://[A-Za-z0-9._-]+/[A-Za-z0-9._/~-]*[A-Za-z0-9._~-]")) {
      throw new IllegalArgumentException("no resource id");
    }
    return text;
  }

  private static List<URI> endpoints(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return Stream.of(text.strip().split("[\\s,]+", -1)).map(Kinds::endpoint).toList();
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null || uri.getUserInfo() != null) {
        throw new IllegalArgumentException("not a web address");
      }
      return text.endsWith("/") ? new URI(text.substring(0, text.length() - 1)) : uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL", e);
    }
  }
}
